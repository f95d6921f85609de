/** Reading fields of JSON that a provider wrote: whatever has the wrong type counts as missing. */
import type { JsonObject } from "./json.ts";
import { asObject } from "./json-values.ts";

const none: JsonObject = {};

export function isObject(value: unknown): value is JsonObject {
  return asObject(value) !== null;
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
