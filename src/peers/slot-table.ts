/** Places by name in shared memory. A place is its name's until it is of no more use. */
import type { SharedMemory } from "./shared-memory.ts";

export interface SlotTable {
  /** The first word of what is kept under the name; null = nothing is. */
  find(name: string): number | null;
  /** The same, giving the name a place of zeros; null = every place it could have is in use. */
  claim(name: string): number | null;
  /** The first word of every place that is in use. */
  inUse(): readonly number[];
}

export interface SlotTableOptions {
  readonly memory: SharedMemory;
  readonly firstWord: number;
  readonly slots: number;
  readonly wordsPerSlot: number;
  /** True when what is kept from this word on may be forgotten. */
  readonly isSpent: (word: number) => boolean;
}

/** Words in front of each place: the digest of its name. */
const digestWords = 2;

/** Places that a name may have: one that meets so many others has a full table. */
const probes = 32;

export function wordsOfTable(slots: number, wordsPerSlot: number): number {
  return slots * (digestWords + wordsPerSlot);
}

/** Everything in it has to be called exclusively. */
export function createSlotTable(options: SlotTableOptions): SlotTable {
  const { memory, firstWord, slots, wordsPerSlot, isSpent } = options;
  const { words } = memory;
  const stride = digestWords + wordsPerSlot;

  function* placesOf([high]: Digest): Generator<number> {
    for (let probe = 0; probe < Math.min(probes, slots); probe++) {
      yield firstWord + (((high >>> 0) + probe) % slots) * stride;
    }
  }

  function findPlace(digest: Digest): number | null {
    for (const place of placesOf(digest)) {
      if (words[place] === digest[0] && words[place + 1] === digest[1]) return place;
    }
    return null;
  }

  function takePlace(digest: Digest): number | null {
    for (const place of placesOf(digest)) {
      if (isTaken(words, place) && !isSpent(place + digestWords)) continue;
      words.fill(0, place, place + stride);
      words[place] = digest[0];
      words[place + 1] = digest[1];
      return place;
    }
    return null;
  }

  return {
    find(name) {
      const place = findPlace(digestOf(name));
      return place === null ? null : place + digestWords;
    },
    claim(name) {
      const digest = digestOf(name);
      const place = findPlace(digest) ?? takePlace(digest);
      return place === null ? null : place + digestWords;
    },
    inUse() {
      const found: number[] = [];
      for (let place = firstWord; place < firstWord + slots * stride; place += stride) {
        if (isTaken(words, place)) found.push(place + digestWords);
      }
      return found;
    },
  };
}

type Digest = readonly [number, number];

/** 64 bits, never both zero. Names are ids of accounts and tenants, of which there are few. */
function digestOf(name: string): Digest {
  return [Bun.hash.xxHash32(name, 1) | 0, Bun.hash.xxHash32(name, 2) | 1];
}

function isTaken(words: Int32Array, place: number): boolean {
  return words[place + 1] !== 0;
}
