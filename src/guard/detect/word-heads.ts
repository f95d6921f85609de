/** Words and beginnings of the vocabulary as states of the table of `word-machine.ts`. */
import { classAt, firstMark } from "./unit-classes.ts";

/**
 * What calls for a look, in small letters. Words with an accent, or both letters and digits always
 * do; those that begin with a capital when who looks says so.
 */
export interface Vocabulary {
  /** Whole words. */
  readonly words: readonly string[];
  /** Those of them that matter only when a capital follows, with marks alone between. */
  readonly announcers: readonly string[];
  /** What a word begins with, and perhaps marks behind it. */
  readonly beginnings: readonly string[];
  /** Letters and underscores anywhere in a word. */
  readonly parts: readonly string[];
  /** What words end with. */
  readonly ends: readonly string[];
}

/** Letters so far, as far as they matter: what goes on alike is one head (`to`, `from`, `by`). */
export interface Head {
  /** The first letters that lead to it. */
  readonly name: string;
  /** Which of its last letters a part or an end of the vocabulary may begin with. */
  readonly tail: string;
  /** Classes of marks behind it that call for a look; all of them behind a whole word. */
  readonly marks: readonly number[] | "all";
  /** Behind a blank it need not be looked at yet. */
  readonly isAnnouncer: boolean;
  /** By the next letter; null where the word then calls for a look, whatever follows. */
  readonly next: readonly (readonly [letter: string, head: string | null])[];
}

/** Letters that are told apart: words that begin alike up to here and go on differently are rare. */
const longestHead = 7;

/** The letters and underscores that something begins with. */
const wordOf = (beginning: string): string => /^[a-z_]*/.exec(beginning)?.[0] ?? "";

/** Whether letters end with one of the parts: each is asked for by its last letter. */
export function createPartTest(parts: readonly string[]): (letters: string) => boolean {
  const byLast = Map.groupBy(parts, (part) => part.slice(-1));
  return (letters) =>
    byLast.get(letters.slice(-1))?.some((part) => letters.endsWith(part)) === true;
}

/** In an order in which each leads to earlier ones; the last has no letters yet. */
export function findHeads(
  { words, announcers, beginnings, parts }: Vocabulary,
  tailOf: (letters: string) => string,
): readonly Head[] {
  const texts = new Set([...words, ...beginnings]);
  const whole = new Set(words);
  const full = new Set(beginnings.filter((beginning) => wordOf(beginning) === beginning));
  const letters = collect(texts, (text) => {
    const word = wordOf(text);
    return [...word].map((letter, length) => [word.slice(0, length), letter]);
  });
  const marks = collect(texts, (text) => {
    const word = wordOf(text);
    if (word === text) return [];
    const mark = classAt(text.charAt(word.length));
    return mark >= firstMark ? [[word, mark]] : [];
  });
  const endsWithPart = createPartTest(parts);
  const heads: Head[] = [];
  const known = new Map<string, string>();
  const add = (name: string): string | null => {
    if (full.has(name) || endsWithPart(name)) return null;
    if (name.length === longestHead && letters.has(name)) return null;
    const next = [...(letters.get(name) ?? [])].map(
      (letter) => [letter, add(name + letter)] as const,
    );
    const own = whole.has(name) ? "all" : [...(marks.get(name) ?? [])];
    const isAnnouncer = announcers.includes(name);
    const head: Head = { name, tail: tailOf(name), marks: own, isAnnouncer, next };
    const form = `${head.tail} ${isAnnouncer} ${String(own)} ${String(next)}`;
    const same = known.get(form);
    if (same === undefined) heads.push(head);
    known.set(form, same ?? name);
    return same ?? name;
  };
  add("");
  return heads;
}

/** What all texts say about letters, without saying it twice. */
function collect<Value>(
  texts: Iterable<string>,
  tell: (text: string) => (readonly [letters: string, value: Value])[],
): Map<string, Set<Value>> {
  const told = new Map<string, Set<Value>>();
  for (const text of texts) {
    for (const [letters, value] of tell(text))
      told.set(letters, (told.get(letters) ?? new Set()).add(value));
  }
  return told;
}
