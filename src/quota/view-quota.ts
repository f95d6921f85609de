/** What is known of an account's quotas, for people and for the management API. */
import { counts } from "./assess-quota.ts";
import type { Overage, QuotaWindow } from "./quota-report.ts";
import {
  endOf,
  fullUntil,
  isFull,
  usedAt,
  type AccountQuota,
  type KeptWindow,
} from "./quota-state.ts";

export interface WindowView extends Omit<QuotaWindow, "refillsSteadily"> {
  /** Milliseconds since an answer said so. */
  readonly ageMs: number;
  /** True once it has been reset since; `used` is then 0. */
  readonly isOver: boolean;
  /** Nothing more to be had from it for now. */
  readonly isUsedUp: boolean;
}

export interface QuotaView {
  /** The account's own windows first, then those of models; the longest last. */
  readonly windows: readonly WindowView[];
  readonly overage: (Overage & { readonly ageMs: number }) | null;
  /** False for accounts that are paid by use alone. */
  readonly hasPlan: boolean;
}

export function viewQuota(quota: AccountQuota, now: number): QuotaView {
  const { overage, hasPlan } = quota;
  return {
    windows: [...quota.windows.values()]
      .map((kept) => viewWindow(kept, quota, now))
      .toSorted(compareWindows),
    overage: overage === null ? null : { ...overage.state, ageMs: now - overage.at },
    hasPlan,
  };
}

function viewWindow(kept: KeptWindow, quota: AccountQuota, now: number): WindowView {
  const { refillsSteadily: _, ...window } = kept.window;
  const isOver = now >= endOf(kept);
  const isUsedUp =
    isFull(kept) &&
    now < fullUntil(kept) &&
    counts(kept, quota, { family: window.model ?? "", now });
  return {
    ...window,
    used: isOver ? 0 : usedAt(kept, now),
    remaining: isOver ? window.limit : window.remaining,
    status: isOver ? null : window.status,
    ageMs: now - kept.seenAt,
    isOver,
    isUsedUp,
  };
}

function compareWindows(one: WindowView, other: WindowView): number {
  return (
    one.scope.localeCompare(other.scope) ||
    (one.model ?? "").localeCompare(other.model ?? "") ||
    (one.lengthMs ?? 0) - (other.lengthMs ?? 0) ||
    one.name.localeCompare(other.name)
  );
}
