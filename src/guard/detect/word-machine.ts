/**
 * A table that reads a text unit by unit and says where something has to be looked at. Most words of
 * a text concern no detector, and asking questions about each of them costs mostly wrong guesses of
 * the processor; following a table costs none. The table may say "look" too often and never too
 * seldom: who looks decides (`take-word.ts`).
 */
import { fillNumbers, numberStates } from "./number-states.ts";
import {
  createStateTable,
  type AfterLooks,
  type StateTable,
  type WordMachine,
} from "./state-table.ts";
import {
  capitals,
  classAt,
  classCount,
  firstCapital,
  firstMark,
  range,
  unitClasses,
} from "./unit-classes.ts";
import { createPartTest, findHeads, type Head, type Vocabulary } from "./word-heads.ts";

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
  // A blank behind a word that may announce a name.
  "announced",
  // Marks behind a short number that a street may follow.
  "number comma",
  "number comma blank",
];
/** A word of which these are the last letters, as far as they matter. */
const tailState = (written: string): string => `tail ${written}`;
/** A word that is so far the beginning of one of the vocabulary. */
const headState = (written: string): string => `head ${written}`;

const afterLooks: AfterLooks = {
  behind: {
    word: tailState(""),
    number: "outside",
    colon: "outside",
    mark: "seen mark",
    houseNumber: "outside",
    capital: headState(""),
    row: "outside",
    time: "outside",
    announcement: "small blank",
  },
  lookedAt: "looked at",
};

const { digit, accented, small, blank, wideBlank, dot } = unitClasses;
const { slash, colon, at, tilde, backslash, foreign } = unitClasses;
const alphabet = [..."abcdefghijklmnopqrstuvwxyz_"];
const marks = range(firstMark, classCount);

export function buildWordMachine(vocabulary: Vocabulary): WordMachine {
  const { parts, ends } = vocabulary;
  const tails = prefixesOf([...ends, ...parts.map((part) => part.slice(0, -1))]);
  const heads = findHeads(vocabulary, (letters) => longestTail(letters, tails));
  const table = createStateTable([
    ...situations,
    ...numberStates,
    ...[...tails].map(tailState),
    ...heads.map(({ name }) => headState(name)),
  ]);
  fillMarks(table);
  fillTails(table, vocabulary, tails);
  for (const head of heads) fillHead(table, head);
  fillSurroundings(table);
  fillNumbers(table);
  return table.finish(afterLooks);
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
  const endsWithPart = createPartTest(parts);
  for (const tail of tails) {
    const state = tailState(tail);
    table.copy("outside", state, marks);
    table.set(state, [blank], "small blank");
    table.set(state, [digit, accented], "looked at");
    if (ends.some((end) => tail.endsWith(end))) table.set(state, marks, "look word");
    for (const letter of alphabet) {
      const letters = tail + letter;
      const target = endsWithPart(letters) ? "looked at" : tailState(longestTail(letters, tails));
      table.set(state, columnsOf(letter), target);
    }
  }
}

function fillHead(table: StateTable, head: Head): void {
  const { name, tail, marks: own, isAnnouncer, next } = head;
  const state = headState(name);
  table.copy(tailState(tail), state);
  for (const [letter, longer] of next)
    table.set(state, columnsOf(letter), longer === null ? "looked at" : headState(longer));
  table.set(state, own === "all" ? marks : own, "look word");
  if (isAnnouncer) table.set(state, [blank], "announced");
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
  // Of `isCapitalAhead`: a small letter or a digit says that no name follows.
  table.copy("small blank", "announced");
  table.set("announced", [...capitals, accented, ...marks], "look announcement");
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
