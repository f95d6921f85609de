/** Counters that all workers count up together. */
import type { SharedMemory } from "./shared-memory.ts";
import { createSlotTable, wordsOfTable } from "./slot-table.ts";
import { limits } from "../base/limits.ts";

/** Two, so that places begin at whole numbers of eight bytes. */
const wordsPerCounter = 2;

export const counterTableWords = wordsOfTable(limits.sharedCounters, wordsPerCounter);

/**
 * Counts up from 0 for each name. `own` counts for this worker alone what finds no place.
 */
export function createSharedCounters(
  memory: SharedMemory,
  firstWord: number,
  own: (name: string) => number,
): (name: string) => number {
  const { words, exclusively } = memory;
  const table = createSlotTable({
    memory,
    firstWord,
    slots: limits.sharedCounters,
    wordsPerSlot: wordsPerCounter,
    isSpent: () => false,
  });
  return (name) =>
    exclusively(() => {
      const word = table.claim(name);
      if (word === null) return own(name);
      const count = words[word] ?? 0;
      words[word] = (count + 1) & 0x7f_ff_ff_ff;
      return count;
    });
}
