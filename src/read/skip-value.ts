/**
 * Skipping over JSON. Each function takes the offset where something must stand and gives the
 * offset after it, or a negative number that says what is wrong and where (`readFlaw`). Hot loops:
 * plain numbers in and out, because objects and closures here cost up to half of the speed.
 */
export const quote = 0x22;
export const comma = 0x2c;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
export const openBracket = 0x5b;
export const closeBracket = 0x5d;
export const backslash = 0x5c;
const colon = 0x3a;
const minus = 0x2d;
const plus = 0x2b;
const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;
const space = 0x20;

/** In ASCII both closing marks stand two places after their opening ones. */
const fromOpeningToClosing = 2;

/**
 * How far a string is searched in JavaScript before the native search takes over, bytes: a native
 * call costs about as much as looking at this many bytes, and most keys and values are shorter.
 */
const nearBytes = 48;

/** What can be missing: the offset points at the first byte that does not fit. */
export const flaws = {
  key: 0,
  keyOrEnd: 1,
  stringEnd: 2,
  colon: 3,
  value: 4,
  digit: 5,
  nextField: 6,
  nextElement: 7,
  level: 8,
} as const;

const flawCount = 9;

/** A flaw and its offset as one negative number. */
export function flawAt(offset: number, flaw: number): number {
  return -(offset * flawCount + flaw) - 1;
}

/** What `flawAt` put together. */
export function readFlaw(negative: number): { readonly offset: number; readonly flaw: number } {
  const packed = -negative - 1;
  return { offset: Math.floor(packed / flawCount), flaw: packed % flawCount };
}

/** Offset of the first byte at or after `from` that is not JSON white space. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let position = from;
  for (;;) {
    while (bytes[position] === space) position++;
    const byte = bytes[position];
    if (byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return position;
    position++;
  }
}

/**
 * Offset after the closing quote of the string whose opening quote stands at `open`.
 * What the string holds is not judged: it passes through untouched, and the provider reads it.
 */
export function skipString(bytes: Uint8Array, open: number): number {
  let position = open + 1;
  for (;;) {
    const near = Math.min(position + nearBytes, bytes.length);
    while (position < near && bytes[position] !== quote) position++;
    if (position === near) {
      position = bytes.indexOf(quote, near);
      if (position < 0) return flawAt(open, flaws.stringEnd);
    }
    if (bytes[position - 1] !== backslash) return position + 1;
    // Only the backslashes right before this quote are counted, and no two quotes share any, so
    // that a text made of backslashes and quotes still takes linear time.
    let run = position - 1;
    while (bytes[run - 1] === backslash) run--;
    if ((position - run) % 2 === 0) return position + 1;
    position++;
  }
}

/** Offset after a key and its colon; `missing` is the flaw when no key stands there. */
function skipKey(bytes: Uint8Array, from: number, missing: number): number {
  // White space is looked for only when the expected byte is not there: bodies are compact.
  const open = bytes[from] === quote ? from : skipSpace(bytes, from);
  if (bytes[open] !== quote) return flawAt(open, missing);
  const end = skipString(bytes, open);
  return end < 0 ? end : skipColon(bytes, end);
}

/** Offset after the colon that must stand at or after `from`, white space aside. */
export function skipColon(bytes: Uint8Array, from: number): number {
  const position = bytes[from] === colon ? from : skipSpace(bytes, from);
  return bytes[position] === colon ? position + 1 : flawAt(position, flaws.colon);
}

/**
 * Offset after the value that stands at or after `from`, in which at most `levels` arrays and
 * objects may be nested. Loops instead of calling itself, so that no text overflows the stack.
 */
export function skipValue(bytes: Uint8Array, from: number, levels: number): number {
  /** Of what is open around the innermost one. Most values are flat and need no list. */
  let outerClosers: number[] | null = null;
  let depth = 0;
  /** The mark that ends the innermost open array or object; 0 outside of all. */
  let closer = 0;
  let position = from;
  for (;;) {
    const first = bytes[position];
    if (first === quote) {
      position = skipString(bytes, position);
    } else if (first === openBrace || first === openBracket) {
      if (depth >= levels) return flawAt(position, flaws.level);
      if (depth > 0) (outerClosers ??= []).push(closer);
      depth++;
      closer = first + fromOpeningToClosing;
      position = skipSpace(bytes, position + 1);
      if (bytes[position] !== closer) {
        if (first === openBrace) position = skipKey(bytes, position, flaws.keyOrEnd);
        if (position < 0) return position;
        continue;
      }
    } else if (isSpace(first)) {
      position = skipSpace(bytes, position);
      continue;
    } else {
      position = skipScalar(bytes, position);
    }
    if (position < 0) return position;

    for (;;) {
      if (closer === 0) return position;
      const next = bytes[position];
      if (next === comma) {
        position++;
        if (closer === closeBrace) position = skipKey(bytes, position, flaws.key);
        if (position < 0) return position;
        break;
      }
      if (next === closer) {
        position++;
        depth--;
        closer = outerClosers?.pop() ?? 0;
      } else if (isSpace(next)) {
        position = skipSpace(bytes, position);
      } else {
        return flawAt(position, closer === closeBrace ? flaws.nextField : flaws.nextElement);
      }
    }
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === space || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Offset after a number, true, false or null. */
function skipScalar(bytes: Uint8Array, from: number): number {
  switch (bytes[from]) {
    case 0x74:
      return skipWord(bytes, from, trueWord);
    case 0x66:
      return skipWord(bytes, from, falseWord);
    case 0x6e:
      return skipWord(bytes, from, nullWord);
    case minus:
      return skipNumber(bytes, from + 1);
    default:
      return isDigit(bytes[from]) ? skipNumber(bytes, from) : flawAt(from, flaws.value);
  }
}

const trueWord = new TextEncoder().encode("true");
const falseWord = new TextEncoder().encode("false");
const nullWord = new TextEncoder().encode("null");

function skipWord(bytes: Uint8Array, from: number, word: Uint8Array): number {
  for (let index = 1; index < word.length; index++) {
    if (bytes[from + index] !== word[index]) return flawAt(from, flaws.value);
  }
  return from + word.length;
}

/** Offset after the number whose first digit must stand at `from`. */
function skipNumber(bytes: Uint8Array, from: number): number {
  let position = bytes[from] === zero ? from + 1 : skipDigits(bytes, from);
  if (position >= 0 && bytes[position] === dot) position = skipDigits(bytes, position + 1);
  if (position < 0) return position;
  if (bytes[position] !== 0x65 && bytes[position] !== 0x45) return position;
  const sign = bytes[position + 1];
  return skipDigits(bytes, sign === plus || sign === minus ? position + 2 : position + 1);
}

/** Offset after one or more digits. */
function skipDigits(bytes: Uint8Array, from: number): number {
  let position = from;
  while (isDigit(bytes[position])) position++;
  return position === from ? flawAt(from, flaws.digit) : position;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine;
}
