/** United States social security numbers, and the taxpayer numbers of the same form. */
import { contextBefore, hasNumberBeside } from "../detect/candidates.ts";
import type { DigitRow } from "./digit-row.ts";

const worded = /\b(?:ssn|ssns|social security|social_security|tax ?id|itin|tin)\b|ssn/i;

export function isSocialSecurity({ text, start, end, digits, groups, gaps }: DigitRow): boolean {
  if (digits.length !== 9) return false;
  if (/^(?:000|666)|^\d{3}00|0000$/.test(digits)) return false;
  if (digits.startsWith("9") && !/^\d{3}(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])/.test(digits))
    return false;
  if (groups.length === 1) return worded.test(contextBefore(text, start, 40));
  if (groups.length !== 3 || groups[0] !== 3 || groups[1] !== 2 || gaps[0] !== gaps[1])
    return false;
  if (gaps[0] === "-") return text.charCodeAt(start - 1) !== 45 && text.charCodeAt(end) !== 45;
  if (gaps[0] !== " ") return false;
  return !hasNumberBeside(text, { start, end });
}
