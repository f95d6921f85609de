/** Names behind a word that announces one: a field, a trailer of a commit, a greeting, a title. */
import { max } from "../../base/maths.ts";
import { add, type Search } from "../detect/candidates.ts";
import { matchEnd } from "../detect/match-end.ts";
import { createWordCache } from "../detect/word-cache.ts";
import { isNobody, isProgram } from "../personal/nobody.ts";
import {
  generationEnd,
  isClearFirst,
  isFirst,
  isInitial,
  isLast,
  isPlain,
  nameWordAt,
  nameWordsAt,
  type NameWord,
} from "./name-words.ts";

interface Introduction {
  /** The word in front, as it is written. */
  readonly word: RegExp;
  /** What stands between the word and the name. */
  readonly gap: RegExp;
  /** What has to follow the name. */
  readonly behind?: RegExp;
  /** What has to stand in front of the word. */
  readonly before?: RegExp;
  /** Programs are introduced so, too: the address behind the name tells them from people. */
  readonly isSignature?: true;
  /**
   * How much is believed without the dictionary: `any` capitalised words, a `pair` of them, or only
   * what holds a `known` name.
   */
  readonly belief: "any" | "pair" | "known";
}

const field = /["'`]?[ \t]{0,3}(?::|=>?|\|)[ \t]{0,12}\[?["'`]?/y;
const ending = /^(?:["'`,;(|\r\n]| <| \(|\s*$|\\[nr]|[.!] |[.!]?$| and | for )/;

const introductions: readonly Introduction[] = [
  {
    word: /^by$/i,
    before: /-$/,
    gap: /: {0,3}/y,
    belief: "any",
    behind: /^(?: <|\s|$|["'`]|\\n)/,
    isSignature: true,
  },
  {
    word: /^by$/i,
    before:
      /(?:written|created|authored|directed|maintained|reported|reviewed|approved|signed|submitted|posted|commit|committed|designed|composed|edited) $/i,
    gap: /(?: | {0,3}: {0,8})/y,
    belief: "pair",
  },
  {
    word: /^(?:authors?|owner|assignee|reviewer|maintainer|recipient|sender|attendee|organizer|interviewer|interviewee|supervisor|contact|lead|employee|patient|customer|client|guest|passenger|tenant|landlord|cardholder|beneficiary|physician|doctor|nurse|teacher|student|committer|tagger)$/i,
    gap: field,
    belief: "pair",
    behind: ending,
  },
  {
    word: /(?:first|last|full|customer|user|display|contact|employee|patient|client|guest|member|person|billing|shipping|holder|given|family|sur|maiden|middle|legal|real|author|owner|sender|recipient|father|mother|spouse|student|teacher|driver|passenger|nick|preferred)_?name$/i,
    gap: field,
    belief: "any",
    behind: ending,
  },
  {
    word: /^name$/i,
    before: /(?:first|last|full|maiden|given|family|middle|legal) $/i,
    gap: /(?: is | was |: {0,4}|\? {1,2})/y,
    belief: "any",
  },
  {
    word: /^name$/i,
    before: /\b(?:my|his|her|their|whose) $/i,
    gap: / (?:is|was) /y,
    belief: "any",
  },
  {
    word: /^Name$/,
    before: /(?:^|\n|\||- )[ \t]{0,8}$/,
    gap: /[ \t]{0,4}:[ \t]{1,8}/y,
    belief: "pair",
    behind: ending,
  },
  { word: /^name$/i, gap: field, belief: "known", behind: ending },
  {
    word: /^(?:hi|hello|hey|dear)$/i,
    gap: / (?:(?:Mr|Mrs|Ms|Dr)\.? )?/y,
    belief: "any",
    behind: /^(?:,|!|\n|\r|:| -|\.? *$)/,
  },
  {
    word: /^(?:regards|sincerely|cheers|thanks|wishes|best|truly|love)$/i,
    gap: /,? {0,2}(?:\r?\n){1,2}[ \t]{0,4}(?:- ?)?/y,
    belief: "any",
    behind: /^(?:\r?\n|\s*$|,)/,
  },
  {
    word: /^(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herr|Frau|Monsieur|Madame|Mme|Signor|Signora)$/,
    gap: /\.? /y,
    belief: "any",
  },
  {
    word: /^(?:From|To|Cc|Bcc|Reply)$/,
    before: /(?:^|\n|> ?)$/,
    gap: /: {1,3}"?/y,
    belief: "pair",
    behind: /^"? </,
  },
  { word: /^(?:author|committer|tagger)$/i, gap: / /y, belief: "pair", behind: /^ </ },
  {
    word: /^(?:named|nicknamed|called|under|beneficiary|cousin|ex)$/i,
    gap: /(?: him | her | | it's )/y,
    belief: "known",
  },
  {
    word: /^(?:contact|ask|ping|with|to|user|for|by|from|and|cc|meet|add|beneficiary)$/i,
    gap: / (?:Mr\. |Ms\. )?/y,
    belief: "known",
  },
];

/** Words that announce a name by themselves. */
export const introducingWords = `
by authors author owner assignee reviewer maintainer recipient sender attendee organizer
interviewer interviewee supervisor contact lead employee patient customer client guest passenger
tenant landlord cardholder beneficiary physician doctor nurse teacher student committer tagger
name hi hello hey dear regards sincerely cheers thanks wishes best truly love mr mrs ms miss mx
dr prof herr frau monsieur madame mme signor signora from to cc bcc reply named nicknamed called
under cousin ex ask ping with user for and meet add
`
  .trim()
  .split(/\s+/);
const exact = new Set(introducingWords);

/** What a word announces. */
interface Announcement {
  readonly introductions: readonly Introduction[];
  /** Its name may stand further away, or begin with a small letter. */
  readonly isField: boolean;
}

const announcementOf = createWordCache((word: string): Announcement | null => {
  const own = introductions.filter((introduction) => introduction.word.test(word));
  const isField = /name$/i.test(word);
  const isAny = own.length > 0 && (isField || exact.has(word.toLowerCase()));
  return isAny ? { introductions: own, isField } : null;
});

export function findNameBehindWord(search: Search, start: number, end: number): void {
  const { text } = search;
  if (!mayBeGap(text, end)) return;
  const announcement = announcementOf(text, max(start, end - 40), end);
  if (announcement === null || !(announcement.isField || isCapitalAhead(text, end))) return;
  const before = text.slice(max(0, start - 16), start);
  for (const introduction of announcement.introductions) {
    // The gap first: it seldom fits, and says so at its first letter.
    const name = matchEnd(introduction.gap, text, end);
    if (name === -1 || introduction.before?.test(before) === false) continue;
    if (takeName(search, name, introduction)) return;
  }
}

/** What gaps begin with. */
const gapBeginnings = new Uint8Array(128);
for (const letter of " \t\r\n,.:?=|\"'`") gapBeginnings[letter.charCodeAt(0)] = 1;

/** One of the gaps above may begin at `end`. */
function mayBeGap(text: string, end: number): boolean {
  return gapBeginnings[text.charCodeAt(end)] === 1;
}

/** Most words that could announce a name stand in front of anything else. */
export function isCapitalAhead(text: string, end: number): boolean {
  for (let index = end; index < end + 16; index++) {
    const code = text.charCodeAt(index);
    if ((code >= 65 && code <= 90) || code >= 0xc0) return true;
    if (code >= 97 || (code >= 48 && code <= 57)) return false;
  }
  return false;
}

function takeName(search: Search, start: number, introduction: Introduction): boolean {
  const { text } = search;
  const head = nameWordAt(text, start);
  if (head === null || exact.has(head.plain) || isPlain(head)) return false;
  const all = nameWordsAt(text, start, 4);
  const other = all.findIndex((word, index) => isPlain(word) && !isSurname(word, all[index - 1]));
  const names = all.slice(0, other === -1 ? 4 : other);
  const last = names.at(-1);
  if (last === undefined || isInitial(last) || !isBelieved(names, introduction)) return false;
  const nameEnd = generationEnd(text, last.end);
  if (isPublic(text, nameEnd)) return false;
  if (introduction.isSignature && isSignedByProgram(text, nameEnd)) return false;
  const rest = text.slice(nameEnd, nameEnd + 8);
  if (/^[\w(]|^\.\w|^[/_]|^::/.test(rest) && introduction.belief !== "any") return false;
  if (introduction.behind !== undefined && !introduction.behind.test(rest)) return false;
  search.namesDone = max(search.namesDone, nameEnd);
  add(search, "name", { start, end: nameEnd }, "announced");
  return true;
}

/** `Copilot Autofix powered by AI <…>`: programs have longer names than are read here. */
const restOfName = / [^<>,;&\\\r\n]{0,60}</y;

function isSignedByProgram(text: string, nameEnd: number): boolean {
  if (text.startsWith(" <", nameEnd)) return isNobody(text, nameEnd + 2);
  const start = matchEnd(restOfName, text, nameEnd);
  return start !== -1 && isProgram(text, start);
}

/** `Scott White`: a usual word that is a surname, behind a first name. */
function isSurname(word: NameWord, before: NameWord | undefined): boolean {
  return before !== undefined && isLast(word) && isFirst(before);
}

/**
 * Authors of packages, as their metadata and pages list them with links to their profiles: public,
 * and part of files that agents edit.
 */
export function isPublic(text: string, end: number): boolean {
  if (text.startsWith("](http", end)) return true;
  if (text.charCodeAt(end) !== 34) return false;
  return /^",\s{0,40}"(?:url|githubUsername|web|homepage)"/.test(text.slice(end, end + 64));
}

function isBelieved(names: readonly NameWord[], { belief }: Introduction): boolean {
  const [first, second] = names;
  if (first === undefined) return false;
  if (belief === "any") return first.plain.length > 2 || second !== undefined;
  if (belief === "pair" && second !== undefined) return true;
  if (belief === "pair") return isClearFirst(first);
  return (
    second !== undefined &&
    (isFirst(first) || names.some(isLast)) &&
    (isClearFirst(first) || names.slice(1).some(isLast))
  );
}
