import type { Quotas } from "../quota/keep-quota.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Rests } from "./rests.ts";

/** Accounts that a person has asked to wake, here or by another process. */
export interface Wakes {
  /** Wakes those that another process has been asked to wake since the last look. */
  observe(snapshot: Snapshot): void;
  /** Wakes one, and tells the other processes. */
  wake(accountId: string): void;
}

export interface WakesOptions {
  readonly rests: Rests;
  readonly quotas: Pick<Quotas, "forget">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Writes down that an account was to wake at a time. */
  readonly tell: (accountId: string, at: number) => void;
}

export function createWakes({ rests, quotas, now, tell }: WakesOptions): Wakes {
  let known: Snapshot["wakes"] | null = null;
  /** Earlier wakes have been dealt with. */
  const startedAt = now();
  const done = new Map<string, number>();

  function wakeSince(accountId: string, at: number): void {
    // What has begun to rest since then must not be woken by the same wish again.
    if (at <= (done.get(accountId) ?? startedAt)) return;
    done.set(accountId, at);
    rests.clearAccount(accountId);
    quotas.forget(accountId);
  }

  return {
    observe({ wakes }) {
      if (wakes === known) return;
      known = wakes;
      for (const [accountId, at] of wakes) wakeSince(accountId, at);
    },
    wake(accountId) {
      const at = Math.max(now(), (done.get(accountId) ?? startedAt) + 1);
      wakeSince(accountId, at);
      tell(accountId, at);
    },
  };
}
