import { jsonOr } from "../base/json-or.ts";
import { fieldsOf } from "../base/json-fields.ts";

export type JsonFields = ReturnType<typeof fieldsOf>;

/** The fields of a JSON text; none when it is something else, such as a proxy's page. */
export function parseFields(text: string): JsonFields {
  return fieldsOf(jsonOr(text, null));
}

/** A text with something in it, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
