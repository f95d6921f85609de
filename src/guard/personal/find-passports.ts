/** Numbers of passports, which have no form of their own: only beside the word. */
import { max } from "../../base/maths.ts";
import { add, contextAfter, contextBefore, type Search } from "../detect/candidates.ts";

const words = /passport|passaport|pasaporte|passeport|reisepass|^pass$|document/i;
/** Of these without "pass", what the words hold by which they are known. */
export const passportParts = ["pasaport", "document"];
const cyrillic = "паспорт";
/** Of scripts that are read without words, one with each first letter. */
const foreign = ["여권", "护照", "旅券", "パスポート"];
export const foreignBeginnings = foreign.map((word) => word.charAt(0));
const number =
  /(?<![\w-])(?:[A-Z]{1,3}\d{5,8}[A-Z]?|\d{2}[A-Z]{2}\d{5}|[A-Z0-9]{9}|[a-z]{2,3}\d{6,7}|\d{8,9})(?![\w-])/g;
/** How far behind the word a number may stand, UTF-16 units; before it, a shorter way. */
const behind = 48;
const before = 32;

/** The word from `start` to `end` may speak of a passport. */
export function findPassportAt(search: Search, start: number, end: number): void {
  const { text } = search;
  const word = text.slice(start, end);
  if (!words.test(word)) return;
  if (/^document$/i.test(word) && !/travel[ _]$/i.test(text.slice(max(0, start - 7), start))) {
    if (!/^[ _-]?(?:number|no\b|nr)/i.test(text.slice(end, end + 8))) return;
  }
  if (/^pass$/i.test(word) && !/^[- ]?(?:nr|no|number|nummer)\b/i.test(text.slice(end, end + 8)))
    return;
  takeAround(search, start, end);
}

/** The word from `start` to `end` has letters outside ASCII. */
export function findCyrillicPassports(search: Search, start: number, end: number): void {
  const word = search.text.slice(start, end);
  for (let at = word.indexOf(cyrillic); at !== -1; at = word.indexOf(cyrillic, at + 1)) {
    takeAround(search, start + at, start + at + cyrillic.length);
  }
}

/** One of `foreignBeginnings` stands at `start`. */
export function findForeignPassportAt(search: Search, start: number): void {
  const word = foreign.find((each) => search.text.startsWith(each, start));
  if (word !== undefined) takeAround(search, start, start + word.length);
}

function takeAround(search: Search, start: number, end: number): void {
  if (takeNumber(search, end, contextAfter(search.text, end, behind))) return;
  const context = contextBefore(search.text, start, before);
  takeNumber(search, start - context.length, context);
}

function takeNumber(search: Search, from: number, around: string): boolean {
  for (const match of around.matchAll(number)) {
    if (match[0].replaceAll(/\D/g, "").length < 5) continue;
    const start = from + match.index;
    add(search, "passport", { start, end: start + match[0].length }, "beside the word");
    return true;
  }
  return false;
}
