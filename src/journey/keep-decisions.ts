import { limits } from "../base/limits.ts";
import { newId } from "../base/new-id.ts";
import type { DecisionKeeper } from "../guard/guard.ts";
import type { Store } from "../store/store.ts";

/** Decisions of a conversation's masking, in rows of their own: each turn only adds one. */
export function keepDecisions(store: Store, now: () => number): DecisionKeeper {
  const kind = "masking";
  return {
    save: (scope, value) =>
      store.write({
        table: "codegate_hints",
        kind,
        key: `${digestOf(scope)}:${now()}:${newId()}`,
        value,
        expiresAt: now() + limits.maskDecisionsMs,
      }),
    load: (scope) => {
      const saved = store.readHints(kind, `${digestOf(scope)}:`) ?? [];
      return saved
        .toSorted((one, other) => (one.key < other.key ? -1 : 1))
        .map(({ value }) => value);
    },
  };
}

function digestOf(scope: string): string {
  return new Bun.CryptoHasher("sha256").update(scope).digest("hex").slice(0, 32);
}
