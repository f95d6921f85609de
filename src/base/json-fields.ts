/** Reading parsed JSON that anybody may have written: what has the wrong type counts as missing. */

const none: Readonly<Record<string, unknown>> = {};

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of a JSON object; anything else has none. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : none;
}

/** A whole number of at least 0. */
export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** A count of tokens as reported, or null: strings, fractions and negative numbers are none. */
export function countOf(value: unknown): number | null {
  return isCount(value) ? value : null;
}
