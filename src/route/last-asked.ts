/** Which accounts nobody has asked for a while: they can take over what others may not serve now. */
import { limits } from "../base/limits.ts";

export interface LastAsked {
  note(accountId: string): void;
  isIdle(accountId: string): boolean;
}

/** `now` in milliseconds since the epoch. */
export function createLastAsked(now: () => number): LastAsked {
  const times = new Map<string, number>();
  return {
    note(accountId) {
      if (times.size >= limits.quotaAccounts) times.clear();
      times.set(accountId, now());
    },
    isIdle: (accountId) => now() - (times.get(accountId) ?? -Infinity) >= limits.rateWindowMs,
  };
}
