import { findFate } from "./field-table.ts";
import { unknownField } from "../vocabulary/loss.ts";
import type { Dialect } from "../base/dialect.ts";
import type { OtherField } from "../vocabulary/conversation.ts";
import type { Json } from "../vocabulary/json.ts";
import type { Notes } from "../vocabulary/notes.ts";

interface Judging {
  readonly from: Dialect;
  readonly to: Dialect;
  readonly notes: Notes;
}

/** Values that ask for nothing: what happens without the field anyway. */
const idle: Readonly<Record<string, (value: Json) => boolean>> = {
  background: (value) => value === false,
  truncation: (value) => value === "disabled",
  modalities: (value) => Array.isArray(value) && value.every((each) => each === "text"),
  speed: (value) => value === "standard",
};

/** Partly mapped fields whose other values would change the meaning of the answer. */
const refusedValues: ReadonlySet<string> = new Set(["background", "modalities"]);

/** Fields that no reader understands: declared as lost, or a reason to refuse. */
export function judgeOthers(others: readonly OtherField[], { from, to, notes }: Judging): void {
  for (const { path, value } of others) {
    if (idle[path]?.(value) === true) continue;
    const known = findFate(from, to, path);
    const isRefused = known?.fate === "refused" || refusedValues.has(path);
    if (isRefused) {
      notes.refuse(`${path} cannot be used with this provider: ${known?.remark ?? "unknown"}.`);
    } else {
      notes.lose(path, known?.remark ?? unknownField);
    }
  }
}
