/** Reading fields of JSON that a provider wrote: whatever has the wrong type counts as missing. */
import type { JsonObject } from "./json.ts";

const none: JsonObject = {};

/** A number kept as it was written counts as an object without any field that is asked for. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : none;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that is not empty, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A whole number of at least 0, or null. */
export function indexOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
