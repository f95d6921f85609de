/** Rows of digits in groups: payment cards, social security numbers, telephone numbers. */
import { min } from "../../base/maths.ts";
import type { DigitRow } from "./digit-row.ts";
import { add, addFormal, type Search } from "../detect/candidates.ts";
import { isDigit, isPlainWordAt } from "../detect/letters.ts";
import { isCard } from "./card.ts";
import { findIpv4At } from "./find-ip-addresses.ts";
import { isNationalNumber } from "./national-ids.ts";
import { isPhone } from "./phone.ts";
import { isSocialSecurity } from "./social-security.ts";

const longestRow = 42;
const leastDigits = 7;
const mostDigits = 19;

/** A number begins at `start`: its sign or bracket, if any, is looked for in front of it. */
export function findNumberAt(search: Search, start: number): void {
  if (start < search.numbersDone) return;
  const { text } = search;
  if (mayBeIpv4(text, start)) {
    const address = findIpv4At(search, start);
    if (address !== -1) {
      search.numbersDone = address;
      return;
    }
  }
  if (!hasEnoughDigits(search, start)) return;
  const row = readRow(text, start);
  search.numbersDone = row.end;
  if (row.digits.length > mostDigits) return;
  if (isPartOfWord(text, row)) return;
  judge(search, row);
}

/** Three times one to three digits and a dot, and a digit behind them: most versions have less. */
function mayBeIpv4(text: string, start: number): boolean {
  let at = start;
  for (let group = 0; group < 3; group++) {
    const from = at;
    while (at - from < 3 && isDigit(text.charCodeAt(at))) at++;
    if (at === from || text.charCodeAt(at) !== 46) return false;
    at++;
  }
  return isDigit(text.charCodeAt(at));
}

function judge(search: Search, row: DigitRow): void {
  if (isCard(row)) addFormal(search, "credit_card", row, "Luhn");
  else if (isSocialSecurity(row)) add(search, "ssn", row, "area and group");
  else if (isNationalNumber(row)) add(search, "ssn", row, "national id");
  else {
    const phone = isPhone(row);
    if (phone !== null) add(search, "phone", phone, "numbering plan");
  }
}

/** Most numbers are short: what is read of one is decided before anything is built. */
function hasEnoughDigits(search: Search, start: number): boolean {
  const { text } = search;
  const limit = min(text.length, start + longestRow);
  let count = 0;
  let at = start;
  for (;;) {
    const from = at;
    while (at < limit && isDigit(text.charCodeAt(at))) at++;
    count += at - from;
    if (count >= leastDigits) return true;
    const gap = gapAt(text, at);
    if (gap === "" || at + gap.length >= limit) break;
    at += gap.length;
  }
  search.numbersDone = at;
  return false;
}

function readRow(text: string, start: number): DigitRow {
  const groups: number[] = [];
  const gaps: string[] = [];
  let digits = "";
  let at = start;
  const limit = min(text.length, start + longestRow);
  for (;;) {
    let end = at;
    while (end < limit && isDigit(text.charCodeAt(end))) end++;
    digits += text.slice(at, end);
    groups.push(end - at);
    const gap = gapAt(text, end);
    if (gap === "" || end + gap.length >= limit) return { text, start, end, digits, groups, gaps };
    gaps.push(gap);
    at = end + gap.length;
  }
}

/** The separator at `at` when a digit follows it: one mark, or a bracket with a blank or hyphen. */
export function gapAt(text: string, at: number): string {
  const code = text.charCodeAt(at);
  if (code !== 32 && (code < 40 || code > 47) && code !== 0xa0) return "";
  if (code >= 42 && code <= 44) return "";
  const next = text.charCodeAt(at + 1);
  if (isDigit(next)) return code === 32 && isIpv4Ahead(text, at + 1) ? "" : text.charAt(at);
  const isWide = (code === 41 && (next === 32 || next === 45)) || (code === 32 && next === 40);
  if (!isWide) return "";
  if (isDigit(text.charCodeAt(at + 2))) return text.slice(at, at + 2);
  return text.startsWith(") (", at) && isDigit(text.charCodeAt(at + 3)) ? ") (" : "";
}

/** Digits that go on as a word, a decimal fraction, a date with time or a path are no number. */
function isPartOfWord(text: string, { start, end }: DigitRow): boolean {
  const before = text.charCodeAt(start - 1);
  if (before === 46 || before === 35 || before === 95) return true;
  if (isPlainWordAt(text, start - 1) && !isEscape(text, start - 1)) return true;
  const after = text.charCodeAt(end);
  if (after === 120) return !/^x ?\d{1,6}\b/.test(text.slice(end, end + 9));
  return isPlainWordAt(text, end) || (after === 58 && isDigit(text.charCodeAt(end + 1)));
}

const four = /\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/y;

/** `-c 3 203.0.113.7`: an address of a machine is no group of a number in front of it. */
function isIpv4Ahead(text: string, at: number): boolean {
  if (!mayBeIpv4(text, at)) return false;
  four.lastIndex = at;
  return four.test(text);
}

function isEscape(text: string, at: number): boolean {
  return /[nrt]/.test(text[at] ?? "") && text.charCodeAt(at - 1) === 92;
}
