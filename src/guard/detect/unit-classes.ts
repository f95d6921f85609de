/** What UTF-16 units are to the table of `word-machine.ts`. */
import { foreignBeginnings } from "../personal/find-passports.ts";
import { accented, digit, lower, underscore, upper, wordBits } from "./letters.ts";

/** The small letters are 0 to 25; the capitals follow. */
export const firstCapital = 26;

export const unitClasses = {
  digit: 52,
  underscore: 53,
  accented: 54,
  /** No part of a word, and nothing special. */
  other: 55,
  /** What `findHouseNumberAt` takes for the end of a street's name, as it does small letters. */
  small: 56,
  blank: 57,
  /** U+00A0. */
  wideBlank: 58,
  comma: 59,
  open: 60,
  close: 61,
  hyphen: 62,
  dot: 63,
  slash: 64,
  equals: 65,
  colon: 66,
  at: 67,
  tilde: 68,
  backslash: 69,
  /** What a word for passports begins with in a script without words; else like `small`. */
  foreign: 70,
} as const;

/** How many there are. */
export const classCount = 71;

/** From here on they are no part of words. */
export const firstMark = unitClasses.other;

const marks: Readonly<Record<string, number>> = {
  " ": unitClasses.blank,
  "\u00a0": unitClasses.wideBlank,
  ",": unitClasses.comma,
  "(": unitClasses.open,
  ")": unitClasses.close,
  "-": unitClasses.hyphen,
  ".": unitClasses.dot,
  "/": unitClasses.slash,
  "=": unitClasses.equals,
  ":": unitClasses.colon,
  "@": unitClasses.at,
  "~": unitClasses.tilde,
  "\\": unitClasses.backslash,
};

/** The class of each unit. */
export const classes = new Uint8Array(1 << 16).fill(unitClasses.small);
for (let code = 0; code < wordBits.length; code++) classes[code] = classOf(code);
for (const [mark, unitClass] of Object.entries(marks)) classes[mark.charCodeAt(0)] = unitClass;
for (const first of foreignBeginnings) classes[first.charCodeAt(0)] = unitClasses.foreign;

function classOf(code: number): number {
  const bits = wordBits[code] ?? 0;
  if (bits > 0 && (bits & lower) !== 0) return code - 97;
  if (bits > 0 && (bits & upper) !== 0) return code - 65 + firstCapital;
  if (bits === digit) return unitClasses.digit;
  if (bits === underscore) return unitClasses.underscore;
  if (bits === accented) return unitClasses.accented;
  return code < 97 ? unitClasses.other : unitClasses.small;
}

export const capitals = range(firstCapital, firstCapital + 26);

export function classAt(unit: string): number {
  return classes[unit.charCodeAt(0)] ?? unitClasses.other;
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
