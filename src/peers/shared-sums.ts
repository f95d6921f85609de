/**
 * Sums that workers keep together: what each has set aside for requests under way, and what it has
 * spent but not written down yet. The database knows the rest.
 */
import { limits } from "../base/limits.ts";
import type { SharedMemory } from "./shared-memory.ts";
import { createSlotTable, wordsOfTable, type SlotTable } from "./slot-table.ts";

export interface SharedSums {
  /** What the other workers have under this name. */
  ofOthers(name: string): number;
  /** Changes what this worker has, by millionths that `millionths` has made of an amount. */
  add(name: string, units: number): void;
}

/** Whole numbers, rounded up, so that what is taken back leaves nothing behind. */
export function millionths(amount: number): number {
  return Math.ceil(amount * unit);
}

/** A number for each worker, two words each. */
const wordsPerSum = limits.workers * 2;

export const sumTableWords = wordsOfTable(limits.sharedSums, wordsPerSum);

const unit = 1_000_000;

export function createSharedSums(memory: SharedMemory, firstWord: number): SharedSums {
  const { numbers, seat, exclusively } = memory;
  const table = createSumTable(memory, firstWord);
  const own = new Map<string, number>();
  return {
    ofOthers: (name) =>
      exclusively(() => {
        const word = table.find(name);
        if (word === null) return 0;
        let sum = 0;
        for (let other = 0; other < limits.workers; other++) {
          if (other !== seat) sum += numbers[word / 2 + other] ?? 0;
        }
        return sum / unit;
      }),
    add(name, units) {
      if (units === 0) return;
      const sum = (own.get(name) ?? 0) + units;
      if (sum === 0) own.delete(name);
      else own.set(name, sum);
      exclusively(() => {
        // Thousands of names at once would have to meet in few places for it to have none.
        const word = sum === 0 ? table.find(name) : table.claim(name);
        if (word !== null) numbers[word / 2 + seat] = sum;
      });
    },
  };
}

/** For the parent of the workers: one that has ended holds nothing any more. */
export function clearSums(memory: SharedMemory, firstWord: number, seat: number): void {
  memory.exclusively(() => {
    const table = createSumTable(memory, firstWord);
    for (const word of table.inUse()) memory.numbers[word / 2 + seat] = 0;
  });
}

function createSumTable(memory: SharedMemory, firstWord: number): SlotTable {
  const { numbers } = memory;
  return createSlotTable({
    memory,
    firstWord,
    slots: limits.sharedSums,
    wordsPerSlot: wordsPerSum,
    isSpent(word) {
      const first = word / 2;
      for (let each = first; each < first + limits.workers; each++) {
        if (numbers[each] !== 0) return false;
      }
      return true;
    },
  });
}
