import { scanObjectAt } from "../../read/json-values.ts";
import { lastField } from "../../read/read-request.ts";
import { openBrace } from "../../read/skip-value.ts";
import { stringField } from "../string-field.ts";
import { elementsOf } from "../walk-array.ts";
import { dropElements } from "./drop-elements.ts";
import { nothingToDrop, sealOf, type BoundReason, type Drop, type DropInput } from "./drop.ts";
import { findWords } from "./find-words.ts";

const names: ReadonlySet<string> = new Set(["type", "encrypted_content"]);

/** The sealed reasoning among the items of a Responses `input`. */
export function dropFromItems({ bytes, scan, array, isForeign }: DropInput): Drop {
  const hits = findWords(bytes, array, ['"encrypted_content"']);
  if (!hits.any) return nothingToDrop;
  const items = elementsOf(bytes, array);
  const dropped = new Set<number>();
  const reasons: BoundReason[] = [];
  items.forEach((span, index) => {
    if (bytes[span.start] !== openBrace || !hits.within(span)) return;
    const item = scanObjectAt(bytes, span, names);
    const seal = sealOf(bytes, item, "encrypted_content");
    if (seal === null || !isForeign(seal)) return;
    const type = stringField(bytes, item, "type");
    if (type === "reasoning") dropped.add(index);
    if (type === "compaction") reasons.push("compaction");
  });
  if (dropped.size > 0) {
    if (dropped.size === items.length) reasons.push("nothing-left");
    // Calls name the reasoning they followed, and where answers are stored the provider looks it up.
    if (lastField(scan, "store")?.kind !== "false") reasons.push("stored");
  }
  return { blocks: dropped.size, splices: dropElements(items, dropped), reasons };
}
