/** Small facts that outlive a restart: each is written with the other rows, and told the peers. */
import { parseBinding, type Binding } from "./affinity/binding.ts";
import { limits } from "./base/limits.ts";
import type { Peers } from "./peers/peers.ts";
import { quotaHints } from "./quota/keep-quota.ts";
import { wakeHints, type Hint } from "./store/hints.ts";
import type { Store } from "./store/store.ts";

export interface HintKeeper {
  readonly save: (key: string, value: string | null, expiresAt: number) => void;
  readonly load: () => readonly Hint[] | null;
}

/** Keeps small facts of one kind beyond a restart. */
export function createHints(store: Store, peers: Peers | undefined): (kind: string) => HintKeeper {
  return (kind) => ({
    save(key, value, expiresAt) {
      store.write({ table: "codegate_hints", kind, key, value, expiresAt });
      peers?.tell({ kind, key, value });
    },
    load: () => store.readHints(kind),
  });
}

/** For other processes on this database, and for a later start. */
export function tellOfWake({ write }: Store): (accountId: string, at: number) => void {
  const table = "codegate_hints";
  return (accountId, at) => {
    const expiresAt = at + limits.restMemoryMs;
    write({ table, kind: wakeHints, key: accountId, value: String(at), expiresAt });
    write({ table, kind: quotaHints, key: accountId, value: null, expiresAt });
  };
}

export const organizationHint = "organization";
export const turnHint = "turn";
export const bindingHint = "binding";
export const restHint = "rest";
export const responseHint = "response";
export const tokenRateHint = "token-rate";

export function bindingHints(
  { save, load }: HintKeeper,
  now: () => number,
  idleMs: number = limits.bindingThinkingIdleMs,
) {
  return {
    save: (changed: readonly Binding[]) => {
      const expiresAt = now() + idleMs;
      for (const each of changed) save(each.id, JSON.stringify(each), expiresAt);
    },
    load: () => load()?.flatMap(({ value }) => parseBinding(value) ?? []) ?? null,
  };
}
