/** Payment cards: number ranges of the brands, lengths and the check digit. */
import { contextAfter, contextBefore } from "../detect/candidates.ts";
import { passesLuhn } from "./checksums.ts";
import type { DigitRow } from "./digit-row.ts";

const worded =
  /\b(?:cards?|cc|credit|debit|visa|master ?card|amex|american express|discover|jcb|diners|maestro|unionpay|pan|payment|charge|billing)\b|card_?(?:no|num|number)|"pan"|cc_?num/i;

export function isCard({ text, start, end, digits, groups, gaps }: DigitRow): boolean {
  if (digits.length < 12 || !passesLuhn(digits) || new Set(digits).size < 2) return false;
  if (gaps.some((gap) => gap !== gaps[0] || (gap !== " " && gap !== "-"))) return false;
  if (groups.length > 1 && !isGrouped(groups)) return false;
  if (isPowerOfTwo(digits)) return false;
  if (isCommonRange(digits)) return true;
  if (!isRareRange(digits)) return false;
  return worded.test(contextBefore(text, start, 48)) || worded.test(contextAfter(text, end, 24));
}

function isGrouped(groups: readonly number[]): boolean {
  if (groups.slice(0, -1).every((length) => length === 4)) return (groups.at(-1) ?? 0) <= 7;
  return groups[0] === 4 && (groups[1] === 6 || groups[1] === 5) && groups.length <= 4;
}

/** Ranges and lengths that other numbers seldom have. */
function isCommonRange(digits: string): boolean {
  const two = Number(digits.slice(0, 2));
  const four = Number(digits.slice(0, 4));
  const six = Number(digits.slice(0, 6));
  if (digits.length === 15) return two === 34 || two === 37;
  if (digits.length === 14) return two === 36 || two === 38 || (four >= 3000 && four <= 3059);
  if (digits.length !== 16) return false;
  if (digits.startsWith("4")) return true;
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return true;
  if (four === 6011 || (four >= 6440 && four <= 6599)) return true;
  return (
    (four >= 3528 && four <= 3589) ||
    (six >= 620000 && six <= 629999) ||
    two === 81 ||
    four === 5019
  );
}

/** Old and long ones, only where a card is spoken of. */
function isRareRange(digits: string): boolean {
  const two = Number(digits.slice(0, 2));
  if (digits.startsWith("4")) return digits.length === 13 || digits.length === 19;
  if (digits.length === 15) return /^(?:1800|2131|2014|2149)/.test(digits);
  return (
    two === 50 || (two >= 56 && two <= 69) || two === 35 || two === 30 || two === 36 || two === 22
  );
}

function isPowerOfTwo(digits: string): boolean {
  const value = BigInt(digits);
  return (value & (value - 1n)) === 0n || (value & (value + 1n)) === 0n;
}
