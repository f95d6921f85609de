/** Stepping through the arrays of an accepted body; only what is asked for is looked at. */
import type { Span } from "../read/parse-span.ts";
import { scanObjectFrom, type ObjectScan } from "../read/scan-object.ts";
import { comma, openBrace, openBracket, skipSpace, skipValue } from "../read/skip-value.ts";

const closeBracket = 0x5d;

/**
 * Gives the objects of the array that a span covers to `visit`, in order, until it returns false;
 * other elements are passed over. One look at each byte: an object's end is found by scanning it.
 * Throws a RangeError when the span covers no array of an accepted text: a programming error.
 */
export function walkObjects(
  bytes: Uint8Array,
  span: Span,
  names: ReadonlySet<string>,
  visit: (scan: ObjectScan) => boolean,
): void {
  const options = { names, depth: Number.POSITIVE_INFINITY };
  walk(bytes, span, (start) => {
    if (bytes[start] !== openBrace) return skipValue(bytes, start, Number.POSITIVE_INFINITY);
    const scan = scanObjectFrom(bytes, start, options);
    return visit(scan) ? scan.close + 1 : stop;
  });
}

/** Where all elements of the array that a span covers stand. Throws as `walkObjects` does. */
export function elementsOf(bytes: Uint8Array, span: Span): Span[] {
  const elements: Span[] = [];
  walk(bytes, span, (start) => {
    const end = skipValue(bytes, start, Number.POSITIVE_INFINITY);
    elements.push({ start, end });
    return end;
  });
  return elements;
}

const stop = null;

/** `step` gives the offset after the element that begins at an offset, or null to stop. */
function walk(bytes: Uint8Array, span: Span, step: (start: number) => number | null): void {
  if (bytes[span.start] !== openBracket) throw new RangeError("not an array");
  let position = skipSpace(bytes, span.start + 1);
  if (bytes[position] === closeBracket) return;
  for (;;) {
    const end = step(position);
    if (end === stop) return;
    position = end < 0 ? end : skipSpace(bytes, end);
    if (bytes[position] === closeBracket) return;
    if (bytes[position] !== comma) throw new RangeError("not an accepted array");
    position = skipSpace(bytes, position + 1);
  }
}
