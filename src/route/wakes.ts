/** Accounts that rest no more because of what a person has done, here or by another process. */
import type { Quotas } from "../quota/keep-quota.ts";
import type { Account, Snapshot } from "../store/snapshot.ts";
import type { Rests } from "./rests.ts";

export interface Wakes {
  /**
   * Wakes those that another process has been asked to wake since the last look, and those that
   * were put right.
   */
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

/** The outcome of requests whose credential was not accepted: it says nothing of another one. */
const refused = "credential";

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

  let accounts: Snapshot["accounts"] = new Map();

  function lookAt(account: Account): void {
    const former = accounts.get(account.id);
    if (former === undefined || former === account) return;
    if (isElsewhere(former, account)) rests.clearAccount(account.id);
    else if (former.credential !== account.credential) rests.clearAccount(account.id, refused);
  }

  return {
    observe({ wakes, accounts: current, problem }) {
      if (current !== accounts && problem === null) {
        for (const account of current.values()) lookAt(account);
        accounts = current;
      }
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

/** True when requests go another way, or to another server. */
function isElsewhere(former: Account, account: Account): boolean {
  return (
    former.provider !== account.provider ||
    former.baseUrl !== account.baseUrl ||
    former.proxyUrl !== account.proxyUrl ||
    former.caCertificates !== account.caCertificates
  );
}
