const none: Readonly<Record<string, unknown>> = {};

/** The fields of a JSON object; anything else has none. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : none;
}

/** A count of tokens as reported, or null: strings, fractions and negative numbers are none. */
export function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
