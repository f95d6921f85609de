/** Counters that all workers count up together. */
import type { SharedMemory } from "./shared-memory.ts";
import { createSlotTable, wordsOfTable } from "./slot-table.ts";
import { limits } from "../base/limits.ts";

/** The count, and whether it has begun. */
const wordsPerCounter = 2;

const highest = 0x7f_ff_ff_ff;

export const counterTableWords = wordsOfTable(limits.sharedCounters, wordsPerCounter);

/** Counts up for each name, the first time from what `start` says. */
export type Counter = (name: string, start?: () => number) => number;

/** `own` counts for this worker alone what finds no place. */
export function createSharedCounters(
  memory: SharedMemory,
  firstWord: number,
  own: Counter,
): Counter {
  const { words, exclusively } = memory;
  const table = createSlotTable({
    memory,
    firstWord,
    slots: limits.sharedCounters,
    wordsPerSlot: wordsPerCounter,
    isSpent: () => false,
  });
  return (name, start) =>
    exclusively(() => {
      const word = table.claim(name);
      if (word === null) return own(name, start);
      const hasBegun = words[word + 1] === 1;
      const count = hasBegun ? (words[word] ?? 0) : (start?.() ?? 0) & highest;
      words[word] = (count + 1) & highest;
      words[word + 1] = 1;
      return count;
    });
}
