/**
 * This month's spend per account: what the database said, what was spent since, and what requests
 * under way will probably cost.
 */
import { millionths } from "../peers/shared-sums.ts";
import type { PeerSums } from "../peers/until-written.ts";
import type { Snapshot } from "../store/snapshot.ts";

export interface Spend {
  /** Tells of the current picture; a new one has summed the table anew, queued rows included. */
  observe(snapshot: Snapshot): void;
  /** US dollars this calendar month (UTC). */
  of(accountId: string): number;
  add(accountId: string, usd: number): void;
  /** US dollars set aside for requests under way, and what other workers have spent just now. */
  reserved(accountId: string): number;
  /** Sets aside what a request will probably cost. */
  reserve(accountId: string, usd: number): Reservation;
}

/** Has to be released exactly when its request is over: its true cost counts from then on. */
export interface Reservation {
  /** Calling it again does nothing. */
  release(): void;
}

/** `peers`: what other workers of this gateway have; null = there are none. */
export function createSpend(peers: PeerSums | null = null): Spend {
  let accounts: Snapshot["accounts"] = new Map();
  let seen: readonly number[] = [];
  let base: ReadonlyMap<string, number> = new Map();
  let added = new Map<string, number>();
  /** Each request's own sum, so that rounding cannot leave anything behind. */
  const reservations = new Map<string, Set<{ readonly usd: number }>>();
  return {
    observe(snapshot) {
      if (snapshot.monthlySpend === base) return;
      ({ monthlySpend: base, accounts, commitsSeen: seen } = snapshot);
      added = new Map();
    },
    of: (accountId) => (base.get(accountId) ?? 0) + (added.get(accountId) ?? 0),
    add(accountId, usd) {
      added.set(accountId, (added.get(accountId) ?? 0) + usd);
      // Nobody asks what an account without a budget has spent.
      if (accounts.get(accountId)?.monthlyBudget === null) return;
      peers?.addUntilWritten(sumName(accountId), usd);
    },
    reserved(accountId) {
      let total = 0;
      for (const { usd } of reservations.get(accountId) ?? []) total += usd;
      return total + (peers?.ofOthers(sumName(accountId), seen) ?? 0);
    },
    reserve(accountId, usd) {
      if (usd === 0) return nothingReserved;
      const own = { usd };
      const all = reservations.get(accountId) ?? new Set();
      reservations.set(accountId, all.add(own));
      const units = millionths(usd);
      peers?.add(sumName(accountId), units);
      return {
        release() {
          if (!all.delete(own)) return;
          peers?.add(sumName(accountId), -units);
          if (all.size === 0 && reservations.get(accountId) === all) reservations.delete(accountId);
        },
      };
    },
  };
}

function sumName(accountId: string): string {
  return `account ${accountId}`;
}

/** For requests that no budget counts. */
export const nothingReserved: Reservation = { release: () => undefined };
