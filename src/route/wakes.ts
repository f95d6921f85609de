import type { Quotas } from "../quota/keep-quota.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Rests } from "./rests.ts";

export interface WakesOptions {
  readonly rests: Rests;
  readonly quotas: Pick<Quotas, "forget">;
  /** Milliseconds since the epoch: earlier wakes have been dealt with. */
  readonly startedAt: number;
}

/** Wakes the accounts that a person has asked to wake, by another process, since the last look. */
export function createWakes({
  rests,
  quotas,
  startedAt,
}: WakesOptions): (snapshot: Snapshot) => void {
  let known: Snapshot["wakes"] | null = null;
  const done = new Map<string, number>();
  return ({ wakes }) => {
    if (wakes === known) return;
    known = wakes;
    for (const [accountId, at] of wakes) {
      if (at <= (done.get(accountId) ?? startedAt)) continue;
      done.set(accountId, at);
      rests.clearAccount(accountId);
      quotas.forget(accountId);
    }
  };
}
