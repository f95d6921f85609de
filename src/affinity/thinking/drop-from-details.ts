import type { Span } from "../../read/parse-span.ts";
import { fieldRemoval } from "../../read/drop-field.ts";
import { scanObjectAt } from "../../read/json-values.ts";
import { lastField } from "../../read/read-request.ts";
import type { Field } from "../../read/scan-object.ts";
import { openBrace } from "../../read/skip-value.ts";
import { elementsOf, walkObjects } from "../walk-array.ts";
import { nothingToDrop, sealOf, type Drop, type DropInput, type IsForeign } from "./drop.ts";
import { findWords } from "./find-words.ts";

const word = "reasoning_details";
const messageNames: ReadonlySet<string> = new Set([word]);
const detailNames: ReadonlySet<string> = new Set(["signature", "data"]);

/**
 * The sealed `reasoning_details` in the messages of Chat. Those of one message belong together; what
 * is left of it (its text, its readable reasoning, its calls) is whole without them.
 */
export function dropFromDetails({ bytes, array, isForeign }: DropInput): Drop {
  const hits = findWords(bytes, array, [`"${word}"`]);
  if (!hits.any) return nothingToDrop;
  const found = elementsOf(bytes, array).flatMap((span): readonly Field[] => {
    if (bytes[span.start] !== openBrace || !hits.within(span)) return [];
    const field = lastField(scanObjectAt(bytes, span, messageNames), word);
    const isArray = field?.kind === "array";
    return isArray && holdsForeign(bytes, field.value, isForeign) ? [field] : [];
  });
  const splices = found.map((field) => fieldRemoval(bytes, field));
  return { blocks: found.length, splices, reasons: [] };
}

function holdsForeign(bytes: Uint8Array, details: Span, isForeign: IsForeign): boolean {
  let found = false;
  walkObjects(bytes, details, detailNames, (detail) => {
    const seal = sealOf(bytes, detail, "data") ?? sealOf(bytes, detail, "signature");
    found = seal !== null && isForeign(seal);
    return !found;
  });
  return found;
}
