/** Names of people: from the dictionary with a second sign, and where a text says that one follows. */
import { max } from "../../base/maths.ts";
import { add, contextBefore, type Search } from "../detect/candidates.ts";
import { bitsAt, isPlainWordAt, upper } from "../detect/letters.ts";
import { isPublic } from "./introduced-names.ts";
import {
  generationEnd,
  isClearFirst,
  isFirst,
  isInitial,
  isLast,
  isPlain,
  nameWordAt,
  nextNameWord,
  type NameWord,
} from "./name-words.ts";
import { knownPairs } from "./plain-words.ts";

const accentedWord = 0x40000000;

/** A word with a capital or an accent begins at `start`. */
export function findNamesAt(search: Search, start: number): void {
  const { text } = search;
  if (start < search.namesDone) return;
  const code = text.charCodeAt(start);
  const isCapital = (bitsAt(text, start) & upper) !== 0 || code >= 0xc0;
  if (!isCapital || isInCode(text, start)) return;
  const first = nameWordAt(text, start);
  if (first === null || isInitial(first) || isAloneInCode(text, first)) return;
  const nameEnd = fullNameEnd(search, first) ?? reversedEnd(text, first) ?? soleEnd(search, first);
  if (nameEnd === null || isCalled(text, nameEnd) || isPublic(text, nameEnd)) return;
  search.namesDone = nameEnd;
  add(search, "name", { start, end: nameEnd }, "dictionary");
}

/**
 * Neither a blank, a comma or an apostrophe behind it nor a blank in front: nothing that could be
 * the rest of a name, or a sentence.
 */
function isAloneInCode(text: string, { start, end }: NameWord): boolean {
  const next = text.charCodeAt(end);
  const goesOn = next === 32 || next === 44 || next === 39 || next === 0x2019;
  return !goesOn && text.charCodeAt(start - 1) !== 32;
}

function hasAccent(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    if ((bitsAt(text, index) & accentedWord) !== 0) return true;
  }
  return false;
}

/** A path, a scope, a member, a decorator, a variable. */
function isInCode(text: string, start: number): boolean {
  const code = text.charCodeAt(start - 1);
  if (code === 46 || code === 47 || code === 36 || code === 35 || code === 58) return true;
  return code === 64 || code === 45 || code === 92 || code === 38;
}

/** What follows makes it an identifier of a program, or a place on the net. */
function isCalled(text: string, end: number): boolean {
  const code = text.charCodeAt(end);
  if (code === 40 || code === 91 || code === 47 || code === 95 || code === 61) return true;
  return (code === 46 || code === 58 || code === 45) && isPlainWordAt(text, end + 1);
}

/** `First Last`, `First M. Last`, `First Second Last`, with `Jr.`. */
function fullNameEnd({ text }: Search, first: NameWord): number | null {
  let second = nextNameWord(text, first.end);
  if (second === null) return null;
  const hasInitial = isInitial(second);
  if (hasInitial) second = nextNameWord(text, second.end);
  if (second === null || isInitial(second)) return null;
  if (!isPair(text, { first, second, hasInitial })) return null;
  const third = nextNameWord(text, second.end);
  const isLonger = third !== null && isLast(third) && !isPlain(third);
  return generationEnd(text, isLonger ? third.end : second.end);
}

interface Pair {
  readonly first: NameWord;
  readonly second: NameWord;
  readonly hasInitial: boolean;
}

function isPair(text: string, { first, second, hasInitial }: Pair): boolean {
  if (knownPairs.get(first.plain)?.includes(second.plain) === true) return false;
  if (isFirst(first) && isLast(second)) return isClearFirst(first) || !isPlain(second);
  if (isPlain(second)) return false;
  if (isClearFirst(first))
    return isClearFirst(second) || isUnknownSurname(text, second) || hasInitial;
  if (isFirst(first)) {
    return (hasInitial || hasAccent(text, second.start, second.end)) && !isPlain(first);
  }
  const hasBoth =
    hasAccent(text, first.start, first.end) && hasAccent(text, second.start, second.end);
  return (hasBoth || (hasInitial && isLast(second))) && !isPlain(first);
}

/** A word that is no usual one, at the end of a name and not in front of a third capital. */
function isUnknownSurname(text: string, word: NameWord): boolean {
  if (
    word.plain.length < 3 ||
    /(?:ing|tion|ment|ness|able|less|ful|ware|base|ism|ize|ise|ed)$/.test(word.plain)
  )
    return false;
  const next = nextNameWord(text, word.end);
  return next === null || !isPlain(next);
}

/** `Last, First` as lists of people have it. */
function reversedEnd(text: string, last: NameWord): number | null {
  if (!isLast(last) || isPlain(last) || text.slice(last.end, last.end + 2) !== ", ") return null;
  const first = nameWordAt(text, last.end + 2);
  if (first === null || !isClearFirst(first)) return null;
  return /[\p{L}]/u.test(contextBefore(text, last.start, 2).slice(-1)) ? null : first.end;
}

const doing =
  /^(?:'s|’s)?,? (?:is|was|has|had|will|would|said|says|asked|wrote|writes|can|could|should|thinks|thought|told|wants|wanted|knows|reported|mentioned|suggested|covers|flew|called|joined|left|works|worked|lives|lived|and I|must|needs|likes|from|please)\b|^ had given |^(?:'s|’s) (?:wife|husband|mother|father|laptop|phone|account|team|desk|email|manager|office|birthday|house)/;
const acting =
  /(?:\b(?:named|named him|named her|ask|asked|tell|told|told by|ping|email|emailed|met|meet|with|kid|son|daughter|wife|husband|brother|sister|uncle|aunt|friend|colleague|boss|manager|leave me|thank you|thanks),?|^|[.!?]["')]? ?|[>"“(]) $|^$|[.!?]["')]? $|\n$/;

/** UTF-16 units of `, and `. */
const longestAnd = 6;

/** A first name alone is taken when it does what people do, at the beginning of a sentence. */
function soleEnd({ text, namesDone }: Search, word: NameWord): number | null {
  if (isPlain(word)) return null;
  if (!isClearFirst(word)) {
    // `James and Kelly`: what could be something else stands beside a name that was found.
    if (namesDone === 0 || word.start - namesDone > longestAnd || !isFirst(word)) return null;
    const between = text.slice(namesDone, word.start);
    return /^(?:, (?:and )?| and | & )$/.test(between) ? word.end : null;
  }
  const after = text.slice(word.end, word.end + 32);
  const before = contextBefore(text, word.start, 24);
  if (
    doing.test(after) &&
    !/^ (?:is|was) (?:a|an|the) (?:[a-z]+ )?(?:library|framework|tool|language|package|server|project|database|format|plugin|function|method|class|module|command)/.test(
      text.slice(word.end, word.end + 48),
    )
  ) {
    return acting.test(before) || /[a-z,;:] $/.test(before) ? word.end : null;
  }
  return isListed(text, word) ? word.end : null;
}

/** `Mary, Ariana, Isabel and Teresa`: names beside names. */
function isListed(text: string, word: NameWord): boolean {
  const behind = /^(?:, (?:and )?| and | & )/.exec(text.slice(word.end, word.end + 6))?.[0];
  if (behind !== undefined) {
    const next = nameWordAt(text, word.end + behind.length);
    if (next !== null && isClearFirst(next)) return true;
  }
  const ahead = /(\p{L}+)(?:,? and |, | & )$/u.exec(
    text.slice(max(0, word.start - 30), word.start),
  )?.[1];
  if (ahead === undefined) return false;
  const previous = nameWordAt(
    text,
    word.start - ahead.length - (text.startsWith(", ", word.start - 2) ? 2 : 5),
  );
  return previous !== null && isClearFirst(previous);
}
