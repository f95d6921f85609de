import { parseSpan, type Span } from "./parse-span.ts";
import { scanObjectWithin, type ObjectScan } from "./scan-object.ts";
import { quote } from "./skip-value.ts";

/**
 * The text of the JSON string that a span covers, quotes included, as JSON.parse reads it: lone
 * surrogates are kept. Null when it is no string, or holds a bad escape or a control character.
 */
export function readString(bytes: Uint8Array, span: Span): string | null {
  if (bytes[span.start] !== quote) return null;
  const value = parseSpan(bytes, span);
  return typeof value === "string" ? value : null;
}

/**
 * The JSON number that a span covers, as JSON.parse reads it: rounded beyond 2^53, infinite beyond
 * 1.8e308. Null when it is no number.
 */
export function readNumber(bytes: Uint8Array, span: Span): number | null {
  const value = parseSpan(bytes, span);
  return typeof value === "number" ? value : null;
}

/**
 * Where the asked fields of an inner object stand, given the span of a value of kind "object" that
 * `scanObject` found in these bytes. Offsets are those of the whole text.
 * Throws for any other span: that is a programming error.
 */
export function scanObjectAt(
  bytes: Uint8Array,
  span: Span,
  names: ReadonlySet<string>,
): ObjectScan {
  // The text was measured when it was accepted: no value in it is too deep.
  const scanned = scanObjectWithin(bytes, span, { names, depth: Number.POSITIVE_INFINITY });
  if (!scanned.ok) throw new RangeError(`not an accepted object: ${scanned.failure.message}`);
  return scanned.value;
}
