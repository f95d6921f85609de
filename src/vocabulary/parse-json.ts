/** JSON in and out without loss: numbers that a double cannot hold keep their spelling. */
import type { RawNumber } from "./json.ts";

/** In the runtime, and not yet in its types. */
const { rawJSON } = JSON as typeof JSON & { readonly rawJSON: (text: string) => RawNumber };

/** Digits or exponents that a double may not hold: worth the reviver, which is 5 times slower. */
const longNumber = /\d{16}|\d[eE]\+?\d{3}/;

/** The value, or undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return longNumber.test(text) ? JSON.parse(text, keepNumber) : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function keepNumber(_name: string, value: unknown, context?: { readonly source?: string }) {
  const source = context?.source;
  if (typeof value !== "number" || source === undefined || isExact(value, source)) return value;
  return rawJSON(source);
}

function isExact(value: number, source: string): boolean {
  if (source.length < 16) return Number.isFinite(value);
  return String(value) === source;
}
