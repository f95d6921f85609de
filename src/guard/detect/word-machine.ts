/**
 * A table that reads a text unit by unit and says where something has to be looked at. Most words of
 * a text concern no detector, and asking questions about each of them costs mostly wrong guesses of
 * the processor; following a table costs none. The table may say "look" too often and never too
 * seldom: who looks decides (`take-word.ts`).
 */
import { fillNumbers, numberStates } from "./number-states.ts";
import { createStateTable, type StateTable } from "./state-table.ts";
import {
  capitals,
  classAt,
  classCount,
  firstCapital,
  firstMark,
  range,
  unitClasses,
} from "./unit-classes.ts";

/**
 * What calls for a look, in small letters. Words with an accent, or both letters and digits always
 * do; those that begin with a capital when who looks says so.
 */
export interface Vocabulary {
  /** Whole words. */
  readonly words: readonly string[];
  /** What a word begins with, and perhaps marks behind it. */
  readonly beginnings: readonly string[];
  /** Letters and underscores anywhere in a word. */
  readonly parts: readonly string[];
  /** What words end with. */
  readonly ends: readonly string[];
}

export interface WordMachine extends Pick<StateTable, "next" | "firstLook"> {
  /** By `looks`: what stood before the unit, now that it was looked at and left alone. */
  readonly behind: readonly number[];
  /** Within a word that is looked at when it ends, whatever follows. */
  readonly lookedAt: number;
}

/** What stands before the next unit. Words that do not call for a look so far have other states. */
const situations = [
  "outside",
  "backslash",
  // What may end the name of a street's kind, and a blank behind it.
  "small",
  "small blank",
  "colon",
  // In front of a mark that was looked at.
  "seen mark",
  // A word that calls for a look.
  "looked at",
  // Marks behind a short number that a street may follow.
  "number comma",
  "number comma blank",
];
/**
 * Letters of a word that are told apart. With them the table has less than 65,536 places, so that
 * two bytes name one; words that go on differently are looked at for nothing, which is rare.
 */
const longestHead = 6;
/** A word of which these are the last letters, as far as they matter. */
const tailState = (written: string): string => `tail ${written}`;
/** A word that is so far the beginning of one of the vocabulary. */
const headState = (written: string): string => `head ${written}`;

const { digit, accented, small, blank, wideBlank, dot } = unitClasses;
const { slash, colon, at, tilde, backslash, foreign } = unitClasses;
const alphabet = [..."abcdefghijklmnopqrstuvwxyz_"];
const marks = range(firstMark, classCount);

export function buildWordMachine(whole: Vocabulary): WordMachine {
  const vocabulary = cutHeads(whole);
  const { words, beginnings, parts, ends } = vocabulary;
  const isPlain = (head: string) => !parts.some((part) => head.includes(part));
  const heads = new Set([...prefixesOf([...words, ...beginnings.map(wordOf)])].filter(isPlain));
  const tails = prefixesOf([...ends, ...parts.map((part) => part.slice(0, -1))]);
  const table = createStateTable([
    ...situations,
    ...numberStates,
    ...[...tails].map(tailState),
    ...[...heads].map(headState),
  ]);
  fillMarks(table);
  fillTails(table, vocabulary, tails);
  for (const head of heads) fillHead(table, head, longestTail(head, tails));
  fillHeadEnds(table, vocabulary, heads);
  fillSurroundings(table);
  fillNumbers(table);
  const { next, firstLook, placeOf } = table;
  const outside = "outside";
  const behind = [
    tailState(""),
    outside,
    outside,
    "seen mark",
    outside,
    headState(""),
    outside,
    outside,
  ];
  return { next, firstLook, behind: behind.map(placeOf), lookedAt: placeOf("looked at") };
}

function isShort(text: string): boolean {
  return wordOf(text).length <= longestHead;
}

function cutHeads({ words, beginnings, ...others }: Vocabulary): Vocabulary {
  const cut = [...words, ...beginnings]
    .filter((text) => !isShort(text))
    .map((text) => text.slice(0, longestHead));
  return {
    words: words.filter(isShort),
    beginnings: [...beginnings.filter(isShort), ...cut],
    ...others,
  };
}

function fillMarks(table: StateTable): void {
  table.set("outside", [small, dot, wideBlank], "small");
  table.set("outside", [colon], "colon");
  table.set("outside", [at, tilde, foreign], "look mark");
  table.set("outside", [backslash], "backslash");
  table.set("seen mark", [tilde, foreign], "small");
  table.set("looked at", range(0, firstMark), "looked at");
  table.set("looked at", marks, "look word");
}

function fillTails(table: StateTable, vocabulary: Vocabulary, tails: ReadonlySet<string>): void {
  const { parts, ends } = vocabulary;
  for (const tail of tails) {
    const state = tailState(tail);
    table.copy("outside", state, marks);
    table.set(state, [blank], "small blank");
    table.set(state, [digit, accented], "looked at");
    if (ends.some((end) => tail.endsWith(end))) table.set(state, marks, "look word");
    for (const letter of alphabet) {
      const letters = tail + letter;
      const isFound = parts.some((part) => letters.endsWith(part));
      const target = isFound ? "looked at" : tailState(longestTail(letters, tails));
      table.set(state, columnsOf(letter), target);
    }
  }
}

/** Ordered by length: rows are copied before they are led to. */
function fillHead(table: StateTable, head: string, tail: string): void {
  table.copy(tailState(tail), headState(head));
  if (head !== "") table.set(headState(head.slice(0, -1)), lastColumns(head), headState(head));
}

/** Where words and beginnings are complete. Those with a part in them are looked at anyway. */
function fillHeadEnds(table: StateTable, vocabulary: Vocabulary, heads: ReadonlySet<string>): void {
  for (const word of vocabulary.words)
    if (heads.has(word)) table.set(headState(word), marks, "look word");
  for (const beginning of vocabulary.beginnings) {
    const word = wordOf(beginning);
    if (!heads.has(word) || word === "") continue;
    const mark = beginning[word.length];
    if (mark === undefined) table.set(headState(word.slice(0, -1)), lastColumns(word), "looked at");
    else if (classAt(mark) >= firstMark) table.set(headState(word), [classAt(mark)], "look word");
  }
}

/** What stands before a word decides what the word may be. */
function fillSurroundings(table: StateTable): void {
  table.copy(headState(""), "outside", range(0, firstMark));
  table.set("outside", capitals, "look capital");
  table.set("outside", [accented], "looked at");
  table.set("outside", [digit], "digits 1");
  for (const state of ["backslash", "small", "small blank", "colon"]) table.copy("outside", state);
  // The letter of an escaped line end is no part of the word behind it.
  for (const letter of "ntr") table.set("backslash", [classAt(letter)], "looked at");
  table.set("small", [blank], "small blank");
  table.set("small blank", [digit], "look houseNumber");
  // `://`, and what may be an address in hexadecimal groups.
  table.set("colon", [slash, colon, digit, ...[..."abcdef"].flatMap(columnsOf)], "look colon");
}

/** The longest end of these letters that matters. */
function longestTail(letters: string, tails: ReadonlySet<string>): string {
  for (let cut = 0; cut < letters.length; cut++) {
    const tail = letters.slice(cut);
    if (tails.has(tail)) return tail;
  }
  return "";
}

/** The letters and underscores that something begins with. */
function wordOf(beginning: string): string {
  return /^[a-z_]*/.exec(beginning)?.[0] ?? "";
}

function prefixesOf(texts: readonly string[]): Set<string> {
  return new Set(
    texts.flatMap((text) =>
      Array.from({ length: text.length + 1 }, (_, length) => text.slice(0, length)),
    ),
  );
}

/** Words are the same in any letter case. */
function columnsOf(letter: string): number[] {
  const column = classAt(letter);
  return column < firstCapital ? [column, column + firstCapital] : [column];
}

function lastColumns(head: string): number[] {
  return columnsOf(head.slice(-1));
}
