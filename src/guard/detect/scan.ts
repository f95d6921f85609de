/**
 * One pass over a text, word by word. A word's letters, length and neighbours tell which detectors
 * may have to do with it; most words have to do with none, and cost a few comparisons.
 */
import { findEmailAt } from "../personal/find-emails.ts";
import { findIpv6At } from "../personal/find-ip-addresses.ts";
import { findForeignPassports } from "../personal/find-passports.ts";
import { findKeyAt, findKeyAtTilde } from "../secret/find-vendor-keys.ts";
import { findUrlLoginAt } from "../secret/find-url-logins.ts";
import { startSearch, type Candidate, type Search } from "./candidates.ts";
import { digit, underscore, wordBits } from "./letters.ts";
import { takePlainWord, takeRichWord } from "./take-word.ts";

const known = wordBits.length;
/** From this length on a word is looked at more closely. */
const longWord = 20;
/** Greek and Cyrillic letters are read as words; what lies above may speak of a passport. */
const otherScripts = 0x400;

/** All that any detector takes for sensitive, overlaps included, in no order. */
export function scan(text: string): Candidate[] {
  const search = startSearch(text);
  const isForeign = scanWords(search);
  if (isForeign) findForeignPassports(search);
  return search.found;
}

/** True when letters of other scripts than Latin occur. */
function scanWords(search: Search): boolean {
  const { text } = search;
  const length = text.length;
  let isForeign = false;
  let index = 0;
  while (index < length) {
    const code = text.charCodeAt(index);
    let bits = code < known ? (wordBits[code] as number) : 0;
    if (bits <= 0) {
      if (bits < 0) takeMark(search, index, code);
      else if (code >= otherScripts) isForeign = true;
      index++;
      continue;
    }
    const start = index;
    let all = 0;
    do {
      all |= bits;
      index++;
      if (index >= length) break;
      const next = text.charCodeAt(index);
      bits = next < known ? (wordBits[next] as number) : 0;
    } while (bits > 0);
    if (code >= otherScripts) isForeign = true;
    const isRich = (all & (digit | underscore)) !== 0 || index - start >= longWord;
    if (isRich) takeRichWord(search, start, index, all);
    else takePlainWord(search, start, index, all);
  }
  return isForeign;
}

function takeMark(search: Search, at: number, code: number): void {
  const { text } = search;
  if (code === 64) findEmailAt(search, at);
  else if (code === 126) {
    if (text.charCodeAt(at - 1) === 81) findKeyAtTilde(search, at);
  } else takeColon(search, at);
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
