import { unknownField } from "./loss.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Notes } from "./notes.ts";

/** Fields of a turn, a block or a tool that no reader looks at; empty ones say nothing. */
export function loseUnknown(
  given: JsonObject,
  known: ReadonlySet<string>,
  place: string,
  { lose }: Notes,
): void {
  for (const name in given) {
    if (!known.has(name) && !isEmpty(given[name])) lose(`${place}.${name}`, unknownField);
  }
}

function isEmpty(value: Json | undefined): boolean {
  if (value === null || value === undefined || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}
