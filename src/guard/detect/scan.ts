/**
 * One pass over a text. A table says where a word or a mark is worth a look; the word's letters,
 * length and neighbours then tell which detectors may have to do with it.
 */
import { findEmailAt } from "../personal/find-emails.ts";
import { findIpv6At } from "../personal/find-ip-addresses.ts";
import { findForeignPassports } from "../personal/find-passports.ts";
import { findKeyAt, findKeyAtTilde } from "../secret/find-vendor-keys.ts";
import { findUrlLoginAt } from "../secret/find-url-logins.ts";
import { startSearch, type Place, type Search } from "./candidates.ts";
import { bitsAt, digit, underscore } from "./letters.ts";
import { takePlainWord, takeRichWord, vocabulary } from "./take-word.ts";
import { classes, unitClasses } from "./unit-classes.ts";
import { looks } from "./state-table.ts";
import { buildWordMachine, type WordMachine } from "./word-machine.ts";

/** From this length on a word is looked at more closely. */
const longWord = 20;
/** Greek and Cyrillic letters are read as words; what lies above may speak of a passport. */
const otherScripts = 0x400;

/** Made when first asked for: a gateway that masks nothing has no use for it. */
let machine: WordMachine | null = null;

/** All that any detector takes for sensitive, overlaps included, in no order. */
export function scan(text: string): Pick<Search, "found" | "readsFar"> {
  const search = startSearch(text);
  machine ??= buildWordMachine(vocabulary);
  const seen = scanUnits(search, machine, { start: 0, end: text.length });
  if (seen >= otherScripts) findForeignPassports(search);
  return search;
}

/** The same of words and marks in whole lines alone, as `areas.ts` names them. */
export function scanLines(text: string, areas: readonly Place[]): Pick<Search, "found"> {
  const search = startSearch(text);
  machine ??= buildWordMachine(vocabulary);
  for (const area of areas) scanUnits(search, machine, area);
  return search;
}

/** Gives all bits of all units. `start` is the beginning of a line. */
function scanUnits(
  search: Search,
  { next, firstLook, behind }: WordMachine,
  { start, end: length }: Place,
): number {
  const { text } = search;
  let seen = 0;
  let state = 0;
  let index = start;
  // No call inside of the inner loop, so that the compiler loads the tables once.
  for (;;) {
    while (index < length && state < firstLook) {
      const code = text.charCodeAt(index++);
      seen |= code;
      state = next[state + (classes[code] as number)] as number;
    }
    if (state < firstLook) break;
    const look = state - firstLook;
    const at = index - 1;
    if (look === looks.word) takeWord(search, at);
    else if (look === looks.number) takeWord(search, wordEnd(text, at));
    else takeMark(search, look === looks.colon ? at - 1 : at);
    state = next[(behind[look] as number) + (classes[text.charCodeAt(at)] as number)] as number;
  }
  if (next[state + unitClasses.other] === firstLook) takeWord(search, length);
  return seen;
}

/** Where the word in front of some marks ends. */
function wordEnd(text: string, index: number): number {
  let end = index;
  while (bitsAt(text, end - 1) <= 0) end--;
  return end;
}

/** A word ends at `end`. */
export function takeWord(search: Search, end: number): void {
  const { text } = search;
  let all = 0;
  let start = end;
  for (let bits = bitsAt(text, start - 1); bits > 0; bits = bitsAt(text, start - 1)) {
    all |= bits;
    start--;
  }
  const isRich = (all & (digit | underscore)) !== 0 || end - start >= longWord;
  if (isRich) takeRichWord(search, start, end, all);
  else takePlainWord(search, start, end, all);
}

/** What is no part of a word stands at `at`. */
export function takeMark(search: Search, at: number): void {
  const { text } = search;
  const code = text.charCodeAt(at);
  if (code === 64) findEmailAt(search, at);
  else if (code === 58) takeColon(search, at);
  else if (code === 126 && text.charCodeAt(at - 1) === 81) findKeyAtTilde(search, at);
}

function takeColon(search: Search, at: number): void {
  const { text } = search;
  const next = text.charCodeAt(at + 1);
  if (next === 47) {
    if (text.charCodeAt(at + 2) === 47) findUrlLoginAt(search, at);
  } else if (next === 65 && text.charCodeAt(at + 2) === 65) {
    findKeyAt(search, at);
    findIpv6At(search, at);
  } else if (next > 47) findIpv6At(search, at);
}
