/**
 * Sliding windows that all workers count in: never more than the limit in any 60 seconds, whichever
 * worker is asked. Times are kept to a bucket, so that a place is free again up to one bucket late.
 */
import { limits } from "../base/limits.ts";
import type { RateWindows } from "./rate-windows.ts";
import { madeAt, type SharedMemory } from "../peers/shared-memory.ts";
import { createSlotTable, wordsOfTable, type SlotTable } from "../peers/slot-table.ts";

/** Buckets of a window, the one that is filling and the one that is leaving included. */
const spanBuckets = Math.ceil(limits.rateWindowMs / limits.sharedBucketMs) + 1;

/** A place: how many there are, the oldest and the newest bucket, then the buckets in a ring. */
const totalWord = 0;
const oldestWord = 1;
const newestWord = 2;
const ringWord = 3;
const wordsPerWindow = ringWord + spanBuckets;

/** Buckets are counted from 1, because a new place is all zeros. */
const firstBucket = 1;

export const windowTableWords = wordsOfTable(limits.sharedWindows, wordsPerWindow);

export interface SharedWindowsOptions {
  readonly memory: SharedMemory;
  readonly firstWord: number;
  readonly now: () => number;
  /** Counts for this worker alone what finds no place in the memory. */
  readonly own: RateWindows;
}

export function createSharedWindows(options: SharedWindowsOptions): RateWindows {
  const { memory, firstWord, now, own } = options;
  const { words, exclusively } = memory;
  const start = madeAt(memory);
  const table: SlotTable = createSlotTable({
    memory,
    firstWord,
    slots: limits.sharedWindows,
    wordsPerSlot: wordsPerWindow,
    isSpent: (word) => at(word + newestWord) + spanBuckets <= bucketNow(),
  });

  const at = (word: number): number => words[word] ?? 0;
  const add = (word: number, count: number): void => {
    words[word] = at(word) + count;
  };
  const bucketNow = (): number =>
    firstBucket + Math.max(0, Math.floor((now() - start) / limits.sharedBucketMs));
  /** When what was counted in the bucket has left the window for certain. */
  const endOf = (bucket: number): number =>
    start + (bucket - firstBucket + spanBuckets) * limits.sharedBucketMs;

  /** Empties the buckets that have left. */
  function forget(word: number): void {
    const kept = bucketNow() - spanBuckets + 1;
    let oldest = at(word + oldestWord);
    for (; oldest < kept && at(word + totalWord) > 0; oldest++) {
      const bucket = ringAt(word, oldest);
      add(word + totalWord, -at(bucket));
      words[bucket] = 0;
    }
    words[word + oldestWord] = Math.max(oldest, kept);
  }

  function waitIn(word: number, limit: number): number {
    forget(word);
    let excess = at(word + totalWord) - limit;
    for (let bucket = at(word + oldestWord); excess >= 0; bucket++) {
      excess -= at(ringAt(word, bucket));
      if (excess < 0) return Math.max(1, endOf(bucket) - now());
    }
    return 0;
  }

  function addOne(word: number): void {
    // A clock that was set back counts on where it was.
    const bucket = Math.max(bucketNow(), at(word + newestWord));
    words[word + newestWord] = bucket;
    add(ringAt(word, bucket), 1);
    add(word + totalWord, 1);
  }

  return {
    waitFor(key, limit) {
      if (limit <= 0) return 0;
      return exclusively(() => {
        const word = table.find(key);
        return word === null ? own.waitFor(key, limit) : waitIn(word, limit);
      });
    },
    take(key, limit) {
      if (limit <= 0) return 0;
      return exclusively(() => {
        const word = table.claim(key);
        if (word === null) return own.take(key, limit);
        const wait = waitIn(word, limit);
        if (wait === 0) addOne(word);
        return wait;
      });
    },
  };
}

function ringAt(word: number, bucket: number): number {
  return word + ringWord + (bucket % spanBuckets);
}
