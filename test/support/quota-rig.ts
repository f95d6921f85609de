import { createQuotas, type Quotas } from "../../src/quota/keep-quota.ts";
import { quotaTime } from "./quota-headers.ts";
import { reportOf, type Fields } from "./quota-reports.ts";

export const opus = "claude-opus-4-8";
export const sonnet = "claude-sonnet-4-6";
export const fable = "claude-fable-5-1";

export interface SavedQuotas {
  readonly key: string;
  readonly value: string;
  readonly expiresAt: number;
}

/** Quotas with a clock and a memory of their own. */
export interface QuotaRig {
  readonly quotas: Quotas;
  readonly saved: readonly SavedQuotas[];
  /** An answer of an account to a request for a model, now. */
  answer(account: string, model: string, fields: Fields): void;
  /** Moves the clock to so long after the start. */
  at(afterMs: number): void;
  /** The same a moment later in a new process. */
  restart(): QuotaRig;
}

export function startQuotas(startAt = quotaTime, earlier: readonly SavedQuotas[] = []): QuotaRig {
  let now = startAt;
  const saved: SavedQuotas[] = [...earlier];
  const quotas = createQuotas({
    now: () => now,
    save: (key, value, expiresAt) => saved.push({ key, value, expiresAt }),
    load: () => [...new Map(saved.map((hint) => [hint.key, hint])).values()],
  });
  return {
    quotas,
    saved,
    answer(account, model, fields) {
      quotas.note(account, model, reportOf(fields, now));
    },
    at(afterMs) {
      now = quotaTime + afterMs;
    },
    restart: () => startQuotas(now, saved),
  };
}
