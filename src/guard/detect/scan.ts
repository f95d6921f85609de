/**
 * One pass over a text. A table says where a word or a mark is worth a look; the word's letters,
 * length and neighbours then tell which detectors may have to do with it.
 */
import { findEmailAt } from "../personal/find-emails.ts";
import { mayBeKind, mayBeSmallKind, mayBeStreetName } from "../personal/may-be-street.ts";
import { findIpv6At } from "../personal/find-ip-addresses.ts";
import { findCyrillicPassports, findForeignPassportAt } from "../personal/find-passports.ts";
import { mayBeHouseNumber, mayLeadToStreet } from "../personal/find-street-addresses.ts";
import { findKeyAt, findKeyAtTilde } from "../secret/find-vendor-keys.ts";
import { findJoinedSecret, holdsNamePart, isJoint } from "../secret/find-named-secrets.ts";
import { findUrlLoginAt } from "../secret/find-url-logins.ts";
import { startSearch, type Place, type Search } from "./candidates.ts";
import { mayMatter, type CapitalStarts } from "./capital-starts.ts";
import { accented, bitsAt, digit, isDigit, underscore } from "./letters.ts";
import { capitalStarts, takeDigits, takePlainWord, takeRichWord, vocabulary } from "./take-word.ts";
import { createReader, type Looks, type ReadUnits } from "./read-units.ts";
import { looks, type WordMachine } from "./state-table.ts";
import { unitClasses } from "./unit-classes.ts";
import { buildWordMachine } from "./word-machine.ts";

/** From this length on a word is looked at more closely. */
const longWord = 20;

interface Tables {
  readonly table: WordMachine;
  readonly read: ReadUnits;
  readonly capitals: CapitalStarts;
}

/** Made when first asked for: a gateway that masks nothing has no use for them. */
let made: Tables | null = null;

function tables(): Tables {
  if (made === null) {
    const table = buildWordMachine(vocabulary);
    made = { table, read: createReader(table), capitals: capitalStarts() };
  }
  return made;
}

/** All that any detector takes for sensitive, overlaps included, in no order. */
export function scan(text: string): Pick<Search, "found" | "readsFar"> {
  const search = startSearch(text);
  scanUnits(search, tables(), { start: 0, end: text.length });
  return search;
}

/** The same of words and marks in whole lines alone, as `areas.ts` names them. */
export function scanLines(text: string, areas: readonly Place[]): Pick<Search, "found"> {
  const search = startSearch(text);
  for (const area of areas) scanUnits(search, tables(), area);
  return search;
}

/** `start` is the beginning of a line. */
function scanUnits(search: Search, own: Tables, { start, end }: Place): void {
  const { read, table } = own;
  let state = 0;
  for (let from = start; from < end;) {
    const block = read(search.text, from, end, state);
    takeLooks(search, own, block.first, from);
    takeLooks(search, own, block.second, from + block.middle);
    state = block.state;
    from += block.end;
  }
  const last = table.next[state + unitClasses.other] as number;
  const calls = last < table.firstLook ? 0 : (table.looksOf[last - table.firstLook] as number);
  if ((calls & 15) === looks.word) takeEndedWord(search, end);
}

/** `from` is where the stretch begins that called for them. */
function takeLooks(search: Search, own: Tables, { count, places, states }: Looks, from: number) {
  const { firstLook, looksOf } = own.table;
  for (let index = 0; index < count; index++) {
    const at = from + (places[index] as number);
    const calls = looksOf[(states[index] as number) - firstLook] as number;
    if (calls === looks.capital) {
      if (mayMatter(own.capitals, search.text, at)) takeBegunWord(search, at);
    } else {
      takeLook(search, own, calls & 15, at);
      if (calls > 15) takeLook(search, own, calls >> 4, at);
    }
  }
}

function takeLook(search: Search, { capitals }: Tables, look: number, at: number): void {
  const { text } = search;
  if (look === looks.word) takeEndedWord(search, at);
  else if (look === looks.announcement) takeEndedWord(search, at - 1);
  else if (look === looks.capital) {
    if (mayMatter(capitals, text, at)) takeBegunWord(search, at);
  } else if (look === looks.houseNumber) {
    if (mayBeHouseNumber(text, at)) takeBegunWord(search, at);
  } else if (look === looks.number) {
    if (mayBeStreet(text, at)) takeRow(search, at);
  } else if (look === looks.row) {
    // A word that begins with digits of the row is looked at itself.
    takeRow(search, bitsAt(text, at) > 0 ? digitsStart(text, at) : at);
  } else if (look === looks.time) takeColon(search, digitsStart(text, at) - 1);
  else takeMark(search, look === looks.colon ? at - 1 : at);
}

/** The table calls for a look where a word ends, also at one that was taken where it began. */
function takeEndedWord(search: Search, end: number): void {
  if (end > search.wordsDone) takeWord(search, end);
}

function takeBegunWord(search: Search, start: number): void {
  let end = start + 1;
  while (bitsAt(search.text, end) > 0) end++;
  takeWord(search, end);
  search.wordsDone = end;
}

/** Behind a short number, which nothing else could be: most are like `22 Nov` or `1 root`. */
function mayBeStreet(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (isDigit(code)) return mayLeadToStreet(text, at - 2);
  if (code >= 97 && code <= 122) return mayBeSmallKind(text, at);
  return mayBeKind(text, at) || mayBeStreetName(text, at);
}

/** Groups of digits, and behind them marks up to `index`. */
function takeRow(search: Search, index: number): void {
  const { text } = search;
  const lastEnd = wordEnd(text, index);
  if (lastEnd <= search.digitsDone) return;
  let start = digitsStart(text, lastEnd);
  for (;;) {
    const end = groupEndBefore(text, start);
    if (end <= search.digitsDone) break;
    const first = digitsStart(text, end);
    if (first === end || bitsAt(text, first - 1) > 0) break;
    start = first;
  }
  while (start < lastEnd) {
    let end = start;
    while (isDigit(text.charCodeAt(end))) end++;
    takeDigits(search, start, end);
    start = end;
    while (start < lastEnd && !isDigit(text.charCodeAt(start))) start++;
  }
  search.digitsDone = lastEnd;
}

function digitsStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--;
  return start;
}

/** UTF-16 units of `) (`. */
const longestGap = 3;

/** Where the group may end that stands before the mark or marks in front of `start`. */
function groupEndBefore(text: string, start: number): number {
  let end = start;
  while (end > 0 && start - end < longestGap && isGapMark(text.charCodeAt(end - 1))) end--;
  return end;
}

/** A blank, a bracket, a hyphen, a dot or a slash. */
function isGapMark(code: number): boolean {
  return code === 32 || code === 0xa0 || code === 40 || code === 41 || (code >= 45 && code <= 47);
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
  if (all === digit) {
    takeDigits(search, start, end);
    search.digitsDone = end;
  } else if (isRich) takeRichWord(search, start, end, all);
  else takePlainWord(search, start, end, all);
  if ((all & accented) !== 0) findCyrillicPassports(search, start, end);
  if (isJoint(text.charCodeAt(end)) && end - start > 2 && holdsNamePart(text, start, end))
    findJoinedSecret(search, end);
}

/** What is no part of a word stands at `at`. */
export function takeMark(search: Search, at: number): void {
  const { text } = search;
  const code = text.charCodeAt(at);
  if (code === 64) findEmailAt(search, at);
  else if (code === 58) takeColon(search, at);
  else if (code === 126) {
    if (text.charCodeAt(at - 1) === 81) findKeyAtTilde(search, at);
  } else if (code >= 0x3000) findForeignPassportAt(search, at);
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
