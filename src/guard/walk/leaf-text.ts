/**
 * The text of a JSON string and the way back from places in it to bytes. `start` and `end` are
 * those of the contents, without the quotes.
 */
import { backslash } from "../../read/skip-value.ts";

/**
 * The text as a lenient reader sees it. What no reader could make sense of (bad escapes, control
 * characters, bytes that are no UTF-8) is taken as it stands, so that nothing hides behind it.
 */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  // Names and values that were masked: short, many, and nearly always plain.
  if (bytes instanceof Buffer && end - start <= shortLength && isPlain(bytes, start, end)) {
    return bytes.toString("latin1", start, end);
  }
  const view = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  const text = view.toString("utf8");
  // Broken UTF-8 becomes U+FFFD by rules of its own, which the steps below do not follow.
  if (text.includes("\ufffd")) return decodeSteps(bytes, start, end);
  if (!view.includes(backslash)) return text;
  try {
    const value: unknown = JSON.parse(`"${text}"`);
    if (typeof value === "string") return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return decodeSteps(bytes, start, end);
}

const shortLength = 128;

/** ASCII without escapes. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0x80 || byte === backslash) return false;
  }
  return true;
}

function decodeSteps(bytes: Uint8Array, start: number, end: number): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, end);
  const pieces: string[] = [];
  let plain = start;
  for (let position = start; position < end;) {
    const length = stepLength(bytes, position, end);
    if (length > 1 || (bytes[position] ?? 0) >= 0x80) {
      pieces.push(view.toString("latin1", plain, position), decodeStep(bytes, position, length));
      plain = position + length;
    }
    position += length;
  }
  pieces.push(view.toString("latin1", plain, end));
  return pieces.join("");
}

const shortEscapes: ReadonlyMap<number, string> = new Map(
  Object.entries({
    '"': '"',
    "\\": "\\",
    "/": "/",
    b: "\b",
    f: "\f",
    n: "\n",
    r: "\r",
    t: "\t",
  }).map(([letter, character]) => [letter.charCodeAt(0), character]),
);

function decodeStep(bytes: Uint8Array, position: number, length: number): string {
  const first = bytes[position] ?? 0;
  if (first === backslash && length > 1) {
    const short = length === 2 ? shortEscapes.get(bytes[position + 1] ?? 0) : undefined;
    return short ?? String.fromCharCode(hexAt(bytes, position + 2));
  }
  if (length === 1) return "\ufffd";
  return Buffer.from(bytes.buffer, bytes.byteOffset + position, length).toString("utf8");
}

/** Bytes of the escape or character at `position`; 1 for what is neither. */
function stepLength(bytes: Uint8Array, position: number, end: number): number {
  const first = bytes[position] ?? 0;
  if (first === backslash) {
    const second = position + 1 < end ? bytes[position + 1] : undefined;
    if (second === letterU) return position + 6 <= end && hexAt(bytes, position + 2) >= 0 ? 6 : 1;
    return second !== undefined && shortEscapes.has(second) ? 2 : 1;
  }
  return first < 0x80 ? 1 : characterLength(bytes, position, end);
}

const letterU = 0x75;

/** Four hexadecimal digits; -1 when they are something else. */
function hexAt(bytes: Uint8Array, start: number): number {
  let value = 0;
  for (let position = start; position < start + 4; position++) {
    const digit = Number.parseInt(String.fromCharCode(bytes[position] ?? 0), 16);
    if (Number.isNaN(digit)) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** Bytes of a UTF-8 character beyond ASCII; 1 when it is broken. */
function characterLength(bytes: Uint8Array, position: number, end: number): number {
  const first = bytes[position] ?? 0;
  const second = bytes[position + 1] ?? 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || position + length > end) return 1;
  for (let index = 1; index < length; index++) {
    if (((bytes[position + index] ?? 0) & 0xc0) !== 0x80) return 1;
  }
  // Overlong forms, surrogates and what lies beyond Unicode.
  if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 1;
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 1;
  return length;
}

/**
 * The bytes at which units of the decoded text stand; `units` ascend. A unit inside of a
 * character of two gives the byte of the character.
 */
export function bytesOfUnits(
  bytes: Uint8Array,
  span: { readonly start: number; readonly end: number },
  units: readonly number[],
): number[] {
  const places: number[] = [];
  let unit = 0;
  let position = span.start;
  for (const wanted of units) {
    while (unit < wanted && position < span.end) {
      const length = stepLength(bytes, position, span.end);
      const width = length === 4 ? 2 : 1;
      if (unit + width > wanted) break;
      unit += width;
      position += length;
    }
    places.push(position);
  }
  return places;
}
