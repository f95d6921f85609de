import { limits } from "../base/limits.ts";
import { newId } from "../base/new-id.ts";
import type { DecisionKeeper } from "../guard/guard.ts";
import type { Store } from "../store/store.ts";

/** Workers tell each other what they decide, as another one may get the next turn. */
export interface DecisionNews {
  tell(scope: string, decisions: string): void;
  /** What was heard for the scope since it was asked for last, oldest first. */
  take(scope: string): readonly string[];
}

/** Decisions of a conversation's masking, in rows of their own: each turn only adds one. */
export function keepDecisions(
  store: Store,
  now: () => number,
  others: DecisionNews | null,
): DecisionKeeper {
  const kind = "masking";
  return {
    save(scope, value) {
      const name = digestOf(scope);
      store.write({
        table: "codegate_hints",
        kind,
        key: `${name}:${now()}:${newId()}`,
        value,
        expiresAt: now() + limits.maskDecisionsMs,
      });
      others?.tell(name, value);
    },
    news: (scope) => others?.take(digestOf(scope)) ?? [],
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
