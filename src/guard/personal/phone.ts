/** Telephone numbers by their numbering plans; without one, only where a telephone is spoken of. */
import { max } from "../../base/maths.ts";
import { contextAfter, contextBefore, hasNumberBeside, type Place } from "../detect/candidates.ts";
import { isDigit, isWordAt } from "../detect/letters.ts";
import type { DigitRow } from "./digit-row.ts";

/** Country codes of E.164. One digit 1 and 7; the rest by their first two or three digits. */
const twoDigits = /^(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;
const threeDigits = /^(?:2[1-69]\d|3[578]\d|42[013]|50\d|59\d|6[7-9]\d|8[0578]\d|9[679]\d)/;

const worded =
  /(?:phone|\btele?\b|\btel[.:]|\bfon\b|telefon|mobile|\bmob\b|\bcell|handy|whats ?app|\bcall(?:ed|ing)?\b|\bfax|\bsms\b|\btext(?:ed)? me|\bdial|reach (?:me|us|him|her|them)|contact|hotline|\bring\b|desk\b|\boffice\b|my number|number is|answering at|messages? to|registered|customer|\bext\.?\b|landline|\bph\b)/i;

/** The number with its sign, brackets and extension; null when it is none. */
export function isPhone(row: DigitRow): Place | null {
  const start = signStart(row);
  const international = row.text.charCodeAt(start) === 43;
  const place = { start, end: extensionEnd(row) };
  if (isTied(row, start)) return null;
  if (international) return isInternational(row, start) ? place : null;
  const told = isTold(row, place);
  if (isNorthAmerican(row, told) || (told && isNational(row))) return place;
  return isSpacedNational(row) ? place : null;
}

/** The plus, and the bracket of an area code, stand in front of the first digit. */
function signStart({ text, start }: DigitRow): number {
  const before = text[start - 1];
  if (before === "+") return start - 1;
  if (before !== "(") return start;
  return text[start - 2] === "+" ? start - 2 : start - 1;
}

/** What stands close in front shows a calculation, an identifier or a longer number. */
function isTied({ text }: DigitRow, start: number): boolean {
  if (start === 0) return false;
  const code = text.charCodeAt(start - 1);
  if (isWordAt(text, start - 1)) {
    const isEscaped = /\\[nrt]$/.test(text.slice(max(0, start - 2), start));
    return !isEscaped;
  }
  return code === 43 || code === 46 || code === 41 || code === 35 || code === 36 || code === 92;
}

function extensionEnd({ text, end }: DigitRow): number {
  const extension = /^(?: ?(?:x|ext\.?|extension) ?\d{1,6})\b/i.exec(text.slice(end, end + 20));
  return end + (extension?.[0].length ?? 0);
}

function isInternational({ text, digits, groups, gaps, end }: DigitRow, start: number): boolean {
  if (
    digits.length > 15 ||
    digits.startsWith("0") ||
    (text.charCodeAt(end) === 46 && isDigit(text.charCodeAt(end + 1)))
  )
    return false;
  if (digits.startsWith("1")) {
    return digits.length === 11 && /^1[2-9]/.test(digits);
  }
  if (digits.startsWith("7")) return digits.length === 11;
  if (!twoDigits.test(digits) && !threeDigits.test(digits)) return false;
  if (groups.length > 7 || gaps.includes("/")) return false;
  if (gaps.includes(".") && groups.length < 3) return false;
  return !isDiffLine(text, start) || groups.length > 1;
}

/** `+4512345` may be a line that a diff has added. */
function isDiffLine(text: string, start: number): boolean {
  if (start !== 0 && text[start - 1] !== "\n") return false;
  const line = text.slice(max(0, start - 2_000), start);
  return /\n@@ |\n[+-][^\n]*\n$/.test(line);
}

function isNorthAmerican(
  { digits, groups, gaps, text, start, end }: DigitRow,
  told: boolean,
): boolean {
  const national = digits.length === 11 && digits.startsWith("1") ? digits.slice(1) : digits;
  if (!/^[2-9]\d\d[2-9]\d{6}$/.test(national)) return false;
  const shape = groups.slice(national === digits ? 0 : 1).join("-");
  if (text.charCodeAt(end) === 45 || text.charCodeAt(start - 1) === 45) return false;
  if (shape !== "3-3-4") return told && (shape === "10" || shape === "3-7" || shape === "6-4");
  if (gaps.every((gap) => gap === " ")) return told;
  if (gaps.some((gap) => gap === "/" || gap === "\u00a0")) return told;
  return told || gaps.some((gap) => gap !== ".");
}

function isNational({ digits, groups, gaps }: DigitRow): boolean {
  if (digits.length < 7 || digits.length > 12) return false;
  if (/^(?:19|20)\d\d$/.test(digits.slice(0, 4)) && groups[0] === 4 && groups[1] === 2)
    return false;
  if (groups.length === 1)
    return digits.length >= 9 && digits.length <= 11 && !/^1[5-9]\d{8}$/.test(digits);
  return (groups.length <= 6 && !gaps.includes(".")) || digits.startsWith("0");
}

/** `0490 75 40 81`: a trunk zero and groups of unequal length, as tables of numbers have not. */
function isSpacedNational({ text, digits, groups, gaps, start, end }: DigitRow): boolean {
  if (!/^0[1-9]/.test(digits) || digits.length < 9 || digits.length > 11) return false;
  if (
    digits.startsWith("0102030") ||
    groups.length < 3 ||
    groups.length > 5 ||
    gaps.some((gap) => gap !== " ")
  )
    return false;
  if (groups.every((length) => length === groups[0])) return groups[0] === 2 && groups.length === 5;
  if (groups.slice(1).some((length) => length < 2)) return false;
  return !hasNumberBeside(text, { start, end });
}

function isTold({ text }: DigitRow, { start, end }: Place): boolean {
  const before = contextBefore(text, start, 48);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  if (worded.test(line))
    return !/(?:\bid|_id|timestamp|time|port|version|build|error|line|port)["']?\s*[:=]\s*$/i.test(
      line,
    );
  return /^[^\n\d]{0,3}(?:office|fax|mobile|cell|home|work|phone|desk|tel)\b/i.test(
    contextAfter(text, end, 14),
  );
}
