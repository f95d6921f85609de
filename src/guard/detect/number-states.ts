/**
 * The part of the table of `word-machine.ts` that counts digits. Listings are full of times, dates,
 * versions and sizes, and asking about each group of digits took a sixth of all masking there. A row
 * of groups matters once it has so many digits that it may be a number of somebody, or three dots as
 * addresses have; a short one only in front of what may be a street.
 */
import type { StateTable } from "./state-table.ts";
import { capitals, classAt, classCount, firstMark, range, unitClasses } from "./unit-classes.ts";

/** Digits of the longest row that is no finding by itself: one less than `find-numbers.ts` wants. */
const longestShort = 6;
/** Dots of the longest row of them that is no address of a machine. */
const mostDots = 2;
const counts = range(1, longestShort + 1);

/** Within the first group of a row. */
const digitsState = (count: number): string => `digits ${count}`;
/** Within a later group: digits of the row so far, and dots between the last groups. */
const rowState = (count: number, dots: number): string => `row ${count} ${dots}`;
/** Behind the mark that is between two groups. */
const gapState = (kind: string, count: number): string => `number ${kind} ${count}`;
const dotState = (count: number, dots: number): string => gapState(`dot${dots}`, count);

const gaps = ["gap", "close", "close gap", "blank"];
/** A row with so many dots has more digits than dots. */
const rows = range(0, mostDots + 1).flatMap((dots) =>
  range(Math.max(dots + 1, 2), longestShort + 1).map((count) => ({ count, dots })),
);
const dotted = range(1, mostDots + 1).flatMap((dots) =>
  range(dots, longestShort + 1).map((count) => ({ count, dots })),
);
/** Behind a number and a colon, which is a time as long as two digits and no more colon follow. */
const times = ["time", "time digit", "time digits"];

export const numberStates = [
  ...counts.map(digitsState),
  ...rows.map(({ count, dots }) => rowState(count, dots)),
  ...dotted.map(({ count, dots }) => dotState(count, dots)),
  "number all dots",
  ...times,
  ...gaps.flatMap((kind) => counts.map((count) => gapState(kind, count))),
];

const { digit, accented, small, blank, wideBlank, comma, open, close } = unitClasses;
const { hyphen, dot, slash, colon, foreign } = unitClasses;
/** `12 Main Street`, `12, rue`. */
const street = [
  ...capitals,
  accented,
  small,
  wideBlank,
  foreign,
  ...[..."rabi"].map((letter) => classAt(letter)),
];

/** The states "outside", "small" and "colon" are complete. */
export function fillNumbers(table: StateTable): void {
  for (const count of counts) {
    fillGroup(table, digitsState(count), { count, dots: 0 });
    table.set(digitsState(count), range(0, firstMark), "looked at");
    if (count < longestShort) table.set(digitsState(count), [digit], digitsState(count + 1));
    table.set(digitsState(count), [wideBlank, slash], "look word");
    fillGaps(table, count);
  }
  for (const { count, dots } of rows) {
    const state = rowState(count, dots);
    fillGroup(table, state, { count, dots });
    // What stands before the row's last group is asked now, and that group where its word ends.
    table.set(state, range(0, firstMark), "look row");
    table.set(state, [digit], nextGroup(count, dots));
    table.set(state, [wideBlank, slash], "look row");
  }
  for (const { count, dots } of dotted) {
    table.copy("small", dotState(count, dots));
    table.set(dotState(count, dots), [digit], nextGroup(count, dots));
  }
  table.copy("small", "number all dots");
  table.set("number all dots", [digit], "look row");
  fillTimes(table);
  table.copy("outside", "number comma");
  table.copy("outside", "number comma blank");
  table.set("number comma", [blank], "number comma blank");
  table.set("number comma blank", [digit, ...street], "look number");
}

/** `10:30` is no address in hexadecimal groups, which `colon` is looked at for. */
function fillTimes(table: StateTable): void {
  table.copy("colon", "time");
  table.set("time", [digit], "time digit");
  table.copy(digitsState(1), "time digit");
  table.set("time digit", [digit], "time digits");
  table.copy(digitsState(2), "time digits");
  table.set("time digits", [digit], "look time");
  for (const state of ["time digit", "time digits"]) {
    const isLong = [...range(0, firstMark)].filter((unit) => unit !== digit);
    table.set(state, [...isLong, colon], "look time");
  }
}

interface Row {
  readonly count: number;
  readonly dots: number;
}

/** Which marks may stand behind a group. */
function fillGroup(table: StateTable, state: string, { count, dots }: Row): void {
  table.copy("outside", state, range(firstMark, classCount));
  table.set(state, [open, hyphen], gapState("gap", count));
  table.set(state, [dot], dots === mostDots ? "number all dots" : dotState(count, dots + 1));
  table.set(state, [close], gapState("close", count));
  table.set(state, [blank], gapState("blank", count));
  table.set(state, [comma], "number comma");
  table.set(state, [colon], "time");
}

/** As `gapAt` of `find-numbers.ts` takes them. */
function fillGaps(table: StateTable, count: number): void {
  for (const kind of gaps) {
    const state = gapState(kind, count);
    table.copy(kind === "gap" ? "small" : "outside", state);
    table.set(state, [digit], nextGroup(count, 0));
  }
  table.set(gapState("close", count), [blank, hyphen], gapState("close gap", count));
  table.set(gapState("close gap", count), [open], gapState("gap", count));
  table.set(gapState("blank", count), [open], gapState("gap", count));
  table.set(gapState("blank", count), street, "look number");
}

function nextGroup(count: number, dots: number): string {
  return count < longestShort ? rowState(count + 1, dots) : "look row";
}
