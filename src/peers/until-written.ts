/** Amounts that other workers have to know of until they can read them in the database. */
import { limits } from "../base/limits.ts";
import type { SharedSums } from "./shared-sums.ts";

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

interface Held {
  readonly name: string;
  readonly amount: number;
  /** Rows that had been queued when it was first looked at; null = not yet. */
  queued: number | null;
  /** When its row was seen to be written; null = not yet. */
  writtenAt: number | null;
}

export function untilWritten({ sums, rows, now }: UntilWrittenOptions): PeerSums {
  let held: Held[] = [];
  let timer: ReturnType<typeof setInterval> | null = null;

  /** True when the others have had the time to read it. */
  function isKnown(each: Held): boolean {
    const { queued, waiting } = rows();
    // Rows leave in the order in which they came.
    if (each.queued !== null && queued - waiting >= each.queued) each.writtenAt ??= now();
    each.queued ??= queued;
    return each.writtenAt !== null && now() - each.writtenAt >= limits.sharedSpendMs;
  }

  function look(): void {
    const kept: Held[] = [];
    for (const each of held) {
      if (isKnown(each)) sums.add(each.name, -each.amount);
      else kept.push(each);
    }
    held = kept;
    if (held.length > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  }

  return {
    ofOthers: sums.ofOthers,
    add: sums.add,
    addUntilWritten(name, amount) {
      if (amount <= 0) return;
      sums.add(name, amount);
      held.push({ name, amount, queued: null, writtenAt: null });
      timer ??= setInterval(look, limits.sharedSpendLookMs);
      timer.unref();
    },
  };
}
