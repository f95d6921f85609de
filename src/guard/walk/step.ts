/**
 * Stepping over the fields and elements of a text that is known to be JSON. `visit` gets the offset
 * where a value begins and gives the one after it. Both throw a RangeError when the text is no
 * JSON after all: that is a programming error.
 */
import {
  closeBrace,
  closeBracket,
  comma,
  quote,
  skipColon,
  skipSpace,
  skipString,
} from "../../read/skip-value.ts";

type VisitField = (keyStart: number, keyEnd: number, valueStart: number) => number;
type VisitElement = (start: number, index: number) => number;

/** Gives the offset after the `}` of the object that opens at `open`. */
export function stepFields(bytes: Uint8Array, open: number, visit: VisitField): number {
  const position = skipSpace(bytes, open + 1);
  return bytes[position] === closeBrace ? position + 1 : stepFieldsFrom(bytes, position, visit);
}

/** The same for the fields behind the one whose value ends at `end`. */
export function stepFieldsAfter(bytes: Uint8Array, end: number, visit: VisitField): number {
  const position = skipSpace(bytes, end);
  if (bytes[position] === closeBrace) return position + 1;
  if (bytes[position] !== comma) throw notJson(position);
  return stepFieldsFrom(bytes, skipSpace(bytes, position + 1), visit);
}

/** A key stands at `from`. */
function stepFieldsFrom(bytes: Uint8Array, from: number, visit: VisitField): number {
  let position = from;
  for (;;) {
    if (bytes[position] !== quote) throw notJson(position);
    const keyEnd = accepted(skipString(bytes, position), position);
    const colonEnd = accepted(skipColon(bytes, keyEnd), keyEnd);
    position = skipSpace(bytes, visit(position, keyEnd, skipSpace(bytes, colonEnd)));
    if (bytes[position] === closeBrace) return position + 1;
    if (bytes[position] !== comma) throw notJson(position);
    position = skipSpace(bytes, position + 1);
  }
}

/** Gives the offset after the `]` of the array that opens at `open`. */
export function stepElements(bytes: Uint8Array, open: number, visit: VisitElement): number {
  const position = skipSpace(bytes, open + 1);
  if (bytes[position] === closeBracket) return position + 1;
  return stepElementsFrom(bytes, position, visit);
}

/** The same for the elements behind the one that ends at `end`, counted from 0 again. */
export function stepElementsAfter(bytes: Uint8Array, end: number, visit: VisitElement): number {
  const position = skipSpace(bytes, end);
  if (bytes[position] === closeBracket) return position + 1;
  if (bytes[position] !== comma) throw notJson(position);
  return stepElementsFrom(bytes, skipSpace(bytes, position + 1), visit);
}

/** An element stands at `from`. */
function stepElementsFrom(bytes: Uint8Array, from: number, visit: VisitElement): number {
  let position = from;
  for (let index = 0; ; index++) {
    position = skipSpace(bytes, visit(position, index));
    if (bytes[position] === closeBracket) return position + 1;
    if (bytes[position] !== comma) throw notJson(position);
    position = skipSpace(bytes, position + 1);
  }
}

/** An offset, when the skipping found no flaw. */
export function accepted(offset: number, from: number): number {
  if (offset < 0) throw notJson(from);
  return offset;
}

function notJson(offset: number): RangeError {
  return new RangeError(`not an accepted JSON text: byte ${offset}`);
}
