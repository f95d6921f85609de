/** Looks into parsed JSON whose shape nobody has promised. */
import { jsonWithSource } from "./raw-json.ts";
import type { Json, JsonObject } from "./json.ts";

/** An object while it is built; fields that stay undefined are not written. */
export type JsonDraft = { [name: string]: Json | undefined };

export function asObject(value: unknown): JsonObject | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const isRaw = "rawJSON" in value && jsonWithSource.isRawJSON(value);
  return isRaw ? null : (value as JsonObject);
}

/** The elements of an array; none for anything else. */
export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

const none: readonly JsonObject[] = [];

/** The objects among the elements of an array. */
export function asObjects(value: Json | undefined): readonly JsonObject[] {
  // There may be thousands, and most messages have none of what is asked for: one pass, or none.
  if (!Array.isArray(value) || value.length === 0) return none;
  const objects: JsonObject[] = [];
  for (const each of asList(value)) {
    const object = asObject(each);
    if (object !== null) objects.push(object);
  }
  return objects;
}

export function asText(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

export function asNumber(value: Json | undefined): number | null {
  return typeof value === "number" ? value : null;
}

export function asBoolean(value: Json | undefined): boolean | null {
  return typeof value === "boolean" ? value : null;
}

/** The strings of an array, or the one string that stands in its place. */
export function asTexts(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  return asList(value).filter((each): each is string => typeof each === "string");
}
