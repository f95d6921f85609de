/**
 * One number per UTF-16 unit, so that a loop over a text learns all it needs about a word by one
 * OR per letter: which letters of the alphabet occur (bits 0 to 25), and which kinds.
 */

export const lower = 1 << 26;
export const upper = 1 << 27;
export const digit = 1 << 28;
export const underscore = 1 << 29;
/** A letter outside ASCII. */
export const accented = 1 << 30;

/** No letter, but a mark around which something may be found. Negative, as no word is. */
export const mark = 1 << 31;
const marks = "@:~";

/** Latin with its extensions, Greek and Cyrillic; what lies above is no part of a word. */
const known = 0x530;

const letter = /\p{L}/u;
export const wordBits = new Int32Array(known);
for (let code = 0; code < known; code++) wordBits[code] = bitsOf(code);

function bitsOf(code: number): number {
  if (code >= 48 && code <= 57) return digit;
  if (code === 95) return underscore;
  if (marks.includes(String.fromCharCode(code))) return mark;
  if (code >= 65 && code <= 90) return upper | (1 << (code - 65));
  if (code >= 97 && code <= 122) return lower | (1 << (code - 97));
  return code >= 0xaa && letter.test(String.fromCharCode(code)) ? accented : 0;
}

/**
 * The bits of a UTF-16 unit; 0 or less for what is no part of a word. Nothing in front of a text is
 * asked for: code that has met that once is compiled to ask through a call ever after.
 */
export function bitsAt(text: string, index: number): number {
  if (index < 0 || index >= text.length) return 0;
  const code = text.charCodeAt(index);
  return code < known ? (wordBits[code] ?? 0) : 0;
}

/** The alphabet bits of a lower-case ASCII word. */
export function alphabetOf(word: string): number {
  let bits = 0;
  for (let index = 0; index < word.length; index++) bits |= 1 << (word.charCodeAt(index) - 97);
  return bits;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isWordAt(text: string, index: number): boolean {
  return index >= 0 && index < text.length && bitsAt(text, index) > 0;
}

/** ASCII letters, digits and the underscore. */
export function isPlainWordAt(text: string, index: number): boolean {
  if (index < 0 || index >= text.length) return false;
  const bits = bitsAt(text, index);
  return bits > 0 && (bits & accented) === 0;
}
