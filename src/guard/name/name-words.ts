/** Words of a text that could be parts of a person's name. */
import { isWordAt } from "../detect/letters.ts";
import { matchEnd } from "../detect/match-end.ts";
import { createWordCache } from "../detect/word-cache.ts";
import { clearFirstNames, doubtfulFirstNames } from "./first-names.ts";
import { lastNames } from "./last-names.ts";
import { plainWords } from "./plain-words.ts";

/** A capitalised word: `Anna`, `O'Brien`, `Jean-Luc`, `McCarthy`, and an initial with its dot. */
const capitalised =
  /(?:[A-ZÀ-ÖØ-ÞŠŽŁŚŻČĆĐȘȚŞĞİŐŰŘŤŮĎŇĀĒĪŪĶĻŅŹŃŐĚ](?:[a-zß-öø-ÿĀ-ɏ]{1,23}|['’][A-ZÀ-Þ][a-zß-ÿĀ-ɏ]{1,20}|(?:c|ac)[A-Z][a-z]{2,20})(?:-[A-ZÀ-Þ][a-zß-ÿĀ-ɏ]{1,20}|-(?:a|ah|bin|chul|eun|gi|hee|ho|hwan|hye|hyun|jae|ji|jin|joo|jun|ki|kyung|mi|min|na|ra|seok|seung|soo|sook|su|sun|uk|won|woo|woong|yeon|yong|young)(?![a-z]))?|[A-ZÀ-Þ]\.?(?= ))/y;
const particle =
  /(?:van der|van den|van de|van|von|de la|de los|del|de|da|dos|di|le|la|el|bin|al|ten|ter) /y;
const generation = / (?:Jr\.?|Sr\.?|II|III|IV)(?![\w])/y;

export interface NameWord {
  readonly start: number;
  readonly end: number;
  /** Lower case without accents. */
  readonly plain: string;
}

/** The capitalised word that begins at `start`, and nothing of a longer word. */
export function nameWordAt(text: string, start: number): NameWord | null {
  if (isWordAt(text, start - 1)) return null;
  const usual = usualEnd(text, start);
  if (usual !== -1) return { start, end: usual, plain: foldAt(text, start, usual) };
  const end = matchEnd(capitalised, text, start);
  if (end === -1 || isWordAt(text, end)) return null;
  return { start, end, plain: foldAt(text, start, end) };
}

/** Longest run of small letters that the pattern takes. */
const longestRun = 23;

/**
 * Where a capital with small letters of ASCII ends, and -1 for everything else: what nearly all
 * words are, for texts that are full of names (`bun test/bench/guard-hostile.ts names`).
 */
function usualEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first < 65 || first > 90) return -1;
  let end = start + 1;
  while (isSmall(text.charCodeAt(end))) end++;
  if (end === start + 1 || end - start > longestRun + 1 || isWordAt(text, end)) return -1;
  const next = text.charCodeAt(end);
  return next === 39 || next === 45 || next >= 128 ? -1 : end;
}

function isSmall(code: number): boolean {
  return code >= 97 && code <= 122;
}

/** The next word of the same name: behind one blank, a particle between them or not. */
export function nextNameWord(text: string, end: number): NameWord | null {
  if (text.charCodeAt(end) !== 32) return null;
  if (!isSmall(text.charCodeAt(end + 1))) return nameWordAt(text, end + 1);
  const behind = matchEnd(particle, text, end + 1);
  return behind === -1 ? null : nameWordAt(text, behind);
}

/** At most `most` words from `start` on. */
export function nameWordsAt(text: string, start: number, most: number): NameWord[] {
  const words: NameWord[] = [];
  for (let word = nameWordAt(text, start); word !== null && words.length < most;) {
    words.push(word);
    word = nextNameWord(text, word.end);
  }
  return words;
}

/** Where the name ends, `Jr.` and `III` included. */
export function generationEnd(text: string, end: number): number {
  const first = text.charCodeAt(end + 1);
  if (first !== 73 && first !== 74 && first !== 83) return end;
  const behind = matchEnd(generation, text, end);
  return behind === -1 ? end : behind;
}

const special: Record<string, string> = {
  ø: "o",
  ł: "l",
  đ: "d",
  ß: "ss",
  æ: "ae",
  ð: "d",
  þ: "th",
  ı: "i",
};

export function fold(word: string): string {
  const small = word.toLowerCase();
  if (isPlainSmall(small)) return small;
  return small
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f'’]/g, "")
    .replaceAll(/[øłđßæðþı]/g, (letter) => special[letter] ?? letter);
}

const foldAt = createWordCache(fold);

function isPlainSmall(word: string): boolean {
  for (let index = 0; index < word.length; index++) {
    if (!isSmall(word.charCodeAt(index))) return false;
  }
  return true;
}

export function isClearFirst({ plain }: NameWord): boolean {
  return (
    clearFirstNames.has(plain) ||
    (plain.includes("-") && clearFirstNames.has(plain.split("-")[0] ?? ""))
  );
}

export function isFirst(word: NameWord): boolean {
  return isClearFirst(word) || doubtfulFirstNames.has(word.plain);
}

export function isLast({ plain }: NameWord): boolean {
  return (
    lastNames.has(plain) ||
    (plain.includes("-") && plain.split("-").some((part) => lastNames.has(part)))
  );
}

export function isInitial({ plain }: NameWord): boolean {
  return plain.length === 1 || (plain.length === 2 && plain.endsWith("."));
}

/** A word that is written with a capital for another reason. */
export function isPlain({ plain }: NameWord): boolean {
  return plainWords.has(plain);
}

/**
 * One bit per hash of beginning, end and length: most capitalised words are no names at all. Made
 * with the first word, because most starts mask nothing.
 */
let bits: Uint8Array | null = null;

function markNames(): Uint8Array {
  const marked = new Uint8Array(1 << 16);
  for (const word of dictionaryWords()) marked[slotOf(word, 0, word.length)] = 1;
  return marked;
}

/** What names of the dictionary begin with, up to a hyphen or whole; without accents. */
export function* dictionaryWords(): Generator<string> {
  for (const names of [clearFirstNames, doubtfulFirstNames, lastNames]) {
    for (const name of names) {
      yield name;
      const hyphen = name.indexOf("-");
      if (hyphen !== -1) yield name.slice(0, hyphen);
    }
  }
}

function slotOf(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start) | 32;
  const second = text.charCodeAt(start + 1) | 32;
  const third = text.charCodeAt(start + 2) | 32;
  const last = text.charCodeAt(end - 1) | 32;
  return ((((first * 31 + second) * 31 + third) * 31 + last) * 17 + (end - start)) & 0xffff;
}

/** True when an ASCII word may be a name of the dictionary. */
export function mayBeName(text: string, start: number, end: number): boolean {
  bits ??= markNames();
  return bits[slotOf(text, start, end)] === 1;
}
