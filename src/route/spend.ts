/** This month's spend per account: what the database said, plus what was spent since. */
import type { Snapshot } from "../store/snapshot.ts";

export interface Spend {
  /** Tells of the current picture; a new one has summed the table anew, queued rows included. */
  observe(snapshot: Snapshot): void;
  /** US dollars this calendar month (UTC). */
  of(accountId: string): number;
  add(accountId: string, usd: number): void;
}

export function createSpend(): Spend {
  let base: ReadonlyMap<string, number> = new Map();
  let added = new Map<string, number>();
  return {
    observe({ monthlySpend }) {
      if (monthlySpend === base) return;
      base = monthlySpend;
      added = new Map();
    },
    of: (accountId) => (base.get(accountId) ?? 0) + (added.get(accountId) ?? 0),
    add(accountId, usd) {
      added.set(accountId, (added.get(accountId) ?? 0) + usd);
    },
  };
}
