/** Amounts that other workers have to know of until they can read them in the database. */
import { limits } from "../base/limits.ts";
import { millionths, type SharedSums } from "./shared-sums.ts";

export interface PeerSums extends Pick<SharedSums, "ofOthers" | "add"> {
  /** For what was spent: it counts until its row is written, for each worker until it has seen that. */
  addUntilWritten(name: string, amount: number): void;
}

export interface UntilWrittenOptions {
  readonly sums: SharedSums;
  /** Rows queued since the start, and those of them that still wait. */
  readonly rows: () => { readonly queued: number; readonly waiting: number };
  /** Commits of this worker so far: noted in the same breath in which rows leave the queue. */
  readonly commits: () => number;
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

export function untilWritten({ sums, rows, commits, now }: UntilWrittenOptions): PeerSums {
  let fresh = new Map<string, number>();
  let batches: Batch[] = [];
  let timer: ReturnType<typeof setInterval> | null = null;

  function settle(batch: Batch): void {
    const { queued, waiting } = rows();
    // Rows leave in the order in which they came.
    if (batch.writtenAt !== null || queued - waiting < batch.queued) return;
    batch.writtenAt = now();
    for (const [name, units] of batch.amounts) sums.settle(name, units, commits());
  }

  /** True when also those have seen it who have not looked for long. */
  function isKnown({ writtenAt }: Batch): boolean {
    return writtenAt !== null && now() - writtenAt >= limits.sharedSpendMs;
  }

  function look(): void {
    batches.forEach(settle);
    const known = batches.filter(isKnown);
    for (const { amounts } of known) {
      for (const [name, units] of amounts) sums.forget(name, units);
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
