/**
 * Memory that all workers of one gateway see: a file that each maps into its own. Numbers in it
 * are right at once for everybody, which messages could not promise.
 */
import { limits } from "../base/limits.ts";

export interface SharedMemory {
  readonly words: Int32Array;
  /** The same bytes as numbers: number `n` is words `2n` and `2n + 1`. */
  readonly numbers: Float64Array;
  /** Which worker this is, from 0. */
  readonly seat: number;
  /** Runs the work while no other worker runs its own; it may be called inside of itself. */
  readonly exclusively: <Value>(work: () => Value) => Value;
}

/** The first 64 bytes: the lock (word 0), and the time that times are counted from (number 1). */
const headWords = 16;
const lockWord = 0;
const startNumber = 1;

export const firstFreeWord = headWords;

/** Bytes of the file. What nobody touches takes no memory. */
export function sharedBytes(words: number): number {
  return (headWords + words) * Int32Array.BYTES_PER_ELEMENT;
}

/** Makes the file; to be called once, before any worker starts. */
export async function createSharedFile(path: string, bytes: number, now: number): Promise<void> {
  await Bun.write(path, new Uint8Array(bytes), { mode: 0o600 });
  numbersOf(mapFile(path))[startNumber] = now;
}

export function openSharedMemory(path: string, seat: number): SharedMemory {
  const bytes = mapFile(path);
  const words = wordsOf(bytes);
  const numbers = numbersOf(bytes);
  return { words, numbers, seat, exclusively: createLock(words, seat) };
}

/** Milliseconds since the epoch at which the memory was made. */
export function madeAt({ numbers }: Pick<SharedMemory, "numbers">): number {
  return numbers[startNumber] ?? 0;
}

/** For the parent of the workers: one that ended while it held the lock holds it no more. */
export function freeLock(path: string): (seat: number) => void {
  const words = wordsOf(mapFile(path));
  return (seat) => void Atomics.compareExchange(words, lockWord, ownerOf(seat), 0);
}

function mapFile(path: string): Uint8Array {
  return Bun.mmap(path, { shared: true });
}

function wordsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function numbersOf(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}

/** 0 means that nobody holds the lock. */
function ownerOf(seat: number): number {
  return seat + 1;
}

/** Tries before a waiting worker gives its processor away: most work takes a microsecond. */
const busyTries = 500;

function createLock(words: Int32Array, seat: number): SharedMemory["exclusively"] {
  const own = ownerOf(seat);
  let depth = 0;

  function acquire(): void {
    let since: number | null = null;
    for (let tries = 0; ; tries++) {
      const holder = Atomics.compareExchange(words, lockWord, 0, own);
      if (holder === 0) return;
      if (tries < busyTries) continue;
      since ??= performance.now();
      if (performance.now() - since > limits.sharedLockMs) {
        // Its holder was killed, and nobody has noticed yet. A count may be off by one; waiting
        // for ever would end the gateway.
        if (Atomics.compareExchange(words, lockWord, holder, own) === holder) return;
        since = null;
      }
      Bun.sleepSync(limits.sharedLockPauseMs);
    }
  }

  return (work) => {
    if (depth === 0) acquire();
    depth++;
    try {
      return work();
    } finally {
      depth--;
      if (depth === 0) Atomics.compareExchange(words, lockWord, own, 0);
    }
  };
}
