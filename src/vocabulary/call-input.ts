/** Arguments of a call as the object that Messages demands. */
import { asObject } from "./json-values.ts";
import { parseJson } from "./json-text.ts";
import type { JsonObject } from "./json.ts";

/** Null when the text is no object. No text, null and an empty list (R, PHP) are no arguments. */
export function readArguments(text: string): JsonObject | null {
  if (text.trim() === "") return {};
  const value = parseJson(text);
  const isNothing = value === null || (Array.isArray(value) && value.length === 0);
  return isNothing ? {} : asObject(value);
}
