/**
 * Follows the table of `word-machine.ts` over a text and writes down where it calls for a look.
 * Looking happens afterwards: a loop that does nothing else never guesses wrong what comes next, and
 * is compiled in its best form soon. Following a table is mostly waiting for it, so two stretches of
 * a text are followed at once, and the units are copied before, which takes a twentieth of the time:
 * texts of one and of two bytes a unit are then the same to it (`bun test/bench/guard.ts`).
 */
import { min } from "../../base/maths.ts";
import type { WordMachine } from "./state-table.ts";
import { classes, unitClasses } from "./unit-classes.ts";

/** How far behind the middle of a block its second stretch may begin, UTF-16 units. */
const farthestSplit = 256;
/** UTF-16 units of the longest block, and of its first stretch, which is the longer one. */
const longestBlock = 1 << 14;
const longest = longestBlock / 2 + farthestSplit;

/** What a stretch calls for, in the order of the text. */
export interface Looks {
  count: number;
  /** Units from the beginning of the stretch. */
  readonly places: Uint16Array;
  /** States of the table, all of which call for a look. */
  readonly states: Uint16Array;
}

/** Up to two stretches of a text, the second behind the first. Filled anew with each block. */
export interface Block {
  readonly first: Looks;
  readonly second: Looks;
  /** Where the second stretch begins and ends, in units from the beginning of the block. */
  middle: number;
  end: number;
  /** Behind the block. */
  state: number;
}

const bytes = Buffer.alloc(2 * longestBlock);
/** Every machine that Bun runs on has the lower byte first. */
const units = new Uint16Array(bytes.buffer, bytes.byteOffset, longestBlock);
// One more than there can be looks: each unit is written down before it is known to matter.
const firstPlaces = new Uint16Array(longest + 1);
const firstStates = new Uint16Array(longest + 1);
const secondPlaces = new Uint16Array(longest + 1);
const secondStates = new Uint16Array(longest + 1);
const block: Block = {
  first: { count: 0, places: firstPlaces, states: firstStates },
  second: { count: 0, places: secondPlaces, states: secondStates },
  middle: 0,
  end: 0,
  state: 0,
};

/** Reads as much as fits, up to `end`, from `start` on, where `state` is the table's. */
export type ReadUnits = (text: string, start: number, end: number, state: number) => Block;

export function createReader({ next, firstLook }: WordMachine): ReadUnits {
  const highestQuiet = firstLook - 1;
  /** The second stretch is no longer than the first. */
  function readBoth(middle: number, end: number, from: number): void {
    const both = end - middle;
    let first = from;
    let second = 0;
    let firstCount = 0;
    let secondCount = 0;
    let at = 0;
    for (; at < both; at++) {
      first = next[first + (classes[units[at] as number] as number)] as number;
      firstStates[firstCount] = first;
      firstPlaces[firstCount] = at;
      firstCount += (highestQuiet - first) >>> 31;
      second = next[second + (classes[units[middle + at] as number] as number)] as number;
      secondStates[secondCount] = second;
      secondPlaces[secondCount] = at;
      secondCount += (highestQuiet - second) >>> 31;
    }
    for (; at < middle; at++) {
      first = next[first + (classes[units[at] as number] as number)] as number;
      firstStates[firstCount] = first;
      firstPlaces[firstCount] = at;
      firstCount += (highestQuiet - first) >>> 31;
    }
    block.first.count = firstCount;
    block.second.count = secondCount;
    block.state = both > 0 ? second : first;
  }
  return (text, start, end, state) => {
    const length = min(end - start, longestBlock);
    bytes.write(text.slice(start, start + length), 0, "utf16le");
    const middle = splitAt(length >>> 1, length);
    block.middle = middle === -1 ? min(length, longest) : middle;
    block.end = middle === -1 ? block.middle : length;
    readBoth(block.middle, block.end, state);
    return block;
  };
}

/** Behind a unit after which the table is where it begins, whatever stands in front. */
function splitAt(from: number, length: number): number {
  const most = min(length, from + farthestSplit);
  for (let at = from; at < most; at++) {
    if (classes[units[at] as number] === unitClasses.other) return at + 1;
  }
  return -1;
}
