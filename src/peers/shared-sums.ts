/**
 * Sums that workers keep together: what each has set aside for requests under way, and what it has
 * spent but not written down yet. The database knows the rest.
 */
import { limits } from "../base/limits.ts";
import type { SharedMemory } from "./shared-memory.ts";
import { createSlotTable, wordsOfTable, type SlotTable } from "./slot-table.ts";

export interface SharedSums {
  /**
   * What the other workers have under this name, less what is in the database since a commit that
   * was seen there (`seen`: commits by seat).
   */
  ofOthers(name: string, seen: readonly number[]): number;
  /** Changes what this worker has, by millionths that `millionths` has made of an amount. */
  add(name: string, units: number): void;
  /** So much of it is in the database since this worker's commit of that number, or earlier. */
  settle(name: string, units: number, commit: number): void;
  /** So much of what was settled everybody knows. */
  forget(name: string, units: number): void;
}

/** Whole numbers, rounded up, so that what is taken back leaves nothing behind. */
export function millionths(amount: number): number {
  return Math.ceil(amount * unit);
}

/** For each worker: what counts for everybody, what is in the database, and since which commit. */
const numbersPerSeat = 3;

const numbersPerSum = limits.workers * numbersPerSeat;

/** Two words each. */
const wordsPerSum = numbersPerSum * 2;

export const sumTableWords = wordsOfTable(limits.sharedSums, wordsPerSum);

const unit = 1_000_000;

interface OwnSum {
  readonly held: number;
  readonly settled: number;
  readonly commit: number;
}

const nothing: OwnSum = { held: 0, settled: 0, commit: 0 };

export function createSharedSums(memory: SharedMemory, firstWord: number): SharedSums {
  const { numbers, seat, exclusively } = memory;
  const table = createSumTable(memory, firstWord);
  const own = new Map<string, OwnSum>();

  function change(name: string, changeSum: (sum: OwnSum) => OwnSum): void {
    const sum = changeSum(own.get(name) ?? nothing);
    const isSpent = sum.held === 0 && sum.settled === 0;
    if (isSpent) own.delete(name);
    else own.set(name, sum);
    exclusively(() => {
      // Thousands of names at once would have to meet in few places for it to have none.
      const word = isSpent ? table.find(name) : table.claim(name);
      if (word === null) return;
      const first = word / 2 + seat * numbersPerSeat;
      numbers[first] = sum.held;
      numbers[first + 1] = sum.settled;
      numbers[first + 2] = isSpent ? 0 : sum.commit;
    });
  }

  return {
    ofOthers: (name, seen) =>
      exclusively(() => {
        const word = table.find(name);
        if (word === null) return 0;
        let sum = 0;
        for (let other = 0; other < limits.workers; other++) {
          if (other === seat) continue;
          const first = word / 2 + other * numbersPerSeat;
          sum += numbers[first] ?? 0;
          const isSeen = (seen[other] ?? -1) >= (numbers[first + 2] ?? 0);
          if (!isSeen) sum += numbers[first + 1] ?? 0;
        }
        return sum / unit;
      }),
    add(name, units) {
      if (units !== 0) change(name, (sum) => ({ ...sum, held: sum.held + units }));
    },
    settle(name, units, commit) {
      change(name, ({ held, settled }) => ({
        held: held - units,
        settled: settled + units,
        commit,
      }));
    },
    forget(name, units) {
      change(name, (sum) => ({ ...sum, settled: sum.settled - units }));
    },
  };
}

/** For the parent of the workers: one that has ended holds nothing any more. */
export function clearSums(memory: SharedMemory, firstWord: number, seat: number): void {
  memory.exclusively(() => {
    const table = createSumTable(memory, firstWord);
    for (const word of table.inUse()) {
      const first = word / 2 + seat * numbersPerSeat;
      memory.numbers.fill(0, first, first + numbersPerSeat);
    }
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
      for (let each = first; each < first + numbersPerSum; each++) {
        if (numbers[each] !== 0) return false;
      }
      return true;
    },
  });
}
