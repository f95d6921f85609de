/** Amounts that other workers have to know of until they can read them in the database. */
import { limits } from "../base/limits.ts";
import { millionths, type SharedSums } from "./shared-sums.ts";

export interface PeerSums extends SharedSums {
  /** For what was spent: it counts until its row is written, and everybody has looked since. */
  addUntilWritten(name: string, amount: number): void;
}

export interface UntilWrittenOptions {
  readonly sums: SharedSums;
  /** Rows queued since the start, and those of them that still wait. */
  readonly rows: () => { readonly queued: number; readonly waiting: number };
  readonly now: () => number;
}

/** What was spent between two looks. */
interface Batch {
  /** Millionths by name. */
  readonly amounts: ReadonlyMap<string, number>;
  /** Rows that had been queued by its end. */
  readonly queued: number;
  /** When the last of them was seen to be written; null = not yet. */
  writtenAt: number | null;
}

export function untilWritten({ sums, rows, now }: UntilWrittenOptions): PeerSums {
  let fresh = new Map<string, number>();
  let batches: Batch[] = [];
  let timer: ReturnType<typeof setInterval> | null = null;

  /** True when it is written, and the others have had the time to read it. */
  function isKnown(batch: Batch): boolean {
    const { queued, waiting } = rows();
    // Rows leave in the order in which they came.
    if (queued - waiting >= batch.queued) batch.writtenAt ??= now();
    return batch.writtenAt !== null && now() - batch.writtenAt >= limits.sharedSpendMs;
  }

  function look(): void {
    const known = batches.filter(isKnown);
    for (const { amounts } of known) {
      for (const [name, units] of amounts) sums.add(name, -units);
    }
    batches = batches.filter((each) => !known.includes(each));
    if (fresh.size > 0) batches.push({ amounts: fresh, queued: rows().queued, writtenAt: null });
    fresh = new Map();
    if (batches.length > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  }

  return {
    ofOthers: sums.ofOthers,
    add: sums.add,
    addUntilWritten(name, amount) {
      if (amount <= 0) return;
      const units = millionths(amount);
      sums.add(name, units);
      fresh.set(name, (fresh.get(name) ?? 0) + units);
      timer ??= setInterval(look, limits.sharedSpendLookMs);
      timer.unref();
    },
  };
}
