/** What the quotas of an account mean for a model at a time. */
import { overageWindow } from "./quota-report.ts";
import {
  endOf,
  fullUntil,
  isFull,
  usedAt,
  type AccountQuota,
  type KeptWindow,
  type PaidFact,
} from "./quota-state.ts";

export interface QuotaAssessment {
  /** Share that is left in the tightest window, 0 to 1; 1 when nothing is known. */
  readonly headroom: number;
  /**
   * How far the use of the longest window is ahead of its time, about -1 to 2. Below zero, quota
   * will expire unused unless more of it is spent; 0 when nothing is known. Shorter windows add to
   * it the more, the fuller they are and the more they are ahead: they come back soon, but until
   * then they are what stops the account.
   */
  readonly pressure: number;
  /** When a window that is used up resets, milliseconds since the epoch; null = none is. */
  readonly parkedUntil: number | null;
  /** A request would be charged beyond the plan. */
  readonly isInOverage: boolean;
}

export const unknownAssessment: QuotaAssessment = {
  headroom: 1,
  pressure: 0,
  parkedUntil: null,
  isInOverage: false,
};

export function assessQuota(quota: AccountQuota, family: string, now: number): QuotaAssessment {
  let headroom = 1;
  let parkedUntil: number | null = null;
  let isPlanUsedUp = false;
  let pace = noPace;
  for (const kept of quota.windows.values()) {
    if (!counts(kept, quota, { family, now })) continue;
    const { window } = kept;
    headroom = Math.min(headroom, 1 - (usedAt(kept, now) ?? 0));
    if (isFull(kept) && now < fullUntil(kept)) {
      headroom = 0;
      parkedUntil = Math.max(parkedUntil ?? 0, fullUntil(kept));
      isPlanUsedUp ||= window.name !== overageWindow && !window.refillsSteadily;
    }
    pace = addPace(pace, kept, now);
  }
  return {
    headroom,
    pressure: pace.ahead + pace.shorter,
    parkedUntil,
    isInOverage: isCharged(quota, family, now) || (isPlanUsedUp && allowsOverage(quota)),
  };
}

interface Question {
  readonly family: string;
  readonly now: number;
}

/** True for windows of this family that are not over, and not disproved by an answer since. */
export function counts(kept: KeptWindow, quota: AccountQuota, { family, now }: Question): boolean {
  const { window, seenAt } = kept;
  if (window.model !== null && window.model !== family) return false;
  if (now >= endOf(kept)) return false;
  return !isFull(kept) || seenAt >= passedAt(quota, window.model);
}

function passedAt(quota: AccountQuota, model: string | null): number {
  return model === null ? quota.passedAt : (quota.families.get(model)?.passedAt ?? 0);
}

interface Pace {
  readonly longestMs: number;
  /** Of the longest windows the one that is most ahead of its time. */
  readonly ahead: number;
  /** What the longest and the shorter windows add once a longer one is known. */
  readonly longest: number;
  readonly shorter: number;
}

const noPace: Pace = { longestMs: 0, ahead: 0, longest: 0, shorter: 0 };

/** Only quota that expires at a known time can be ahead of it or behind. */
function addPace(pace: Pace, kept: KeptWindow, now: number): Pace {
  const { refillsSteadily, lengthMs, resetAt, name } = kept.window;
  const used = usedAt(kept, now);
  if (refillsSteadily || lengthMs === null || resetAt === null || used === null) return pace;
  if (name === overageWindow) return pace;
  const elapsed = Math.min(1, Math.max(0, 1 - (resetAt - now) / lengthMs));
  const ahead = used - elapsed;
  const weight = used * Math.max(0, ahead);
  const { longestMs, longest, shorter } = pace;
  if (lengthMs < longestMs) return { ...pace, shorter: shorter + weight };
  if (lengthMs === longestMs) {
    return { ...pace, ahead: Math.max(pace.ahead, ahead), longest: longest + weight };
  }
  return { longestMs: lengthMs, ahead, longest: weight, shorter: shorter + longest };
}

function isCharged(
  { families, paid, hasPlan }: AccountQuota,
  family: string,
  now: number,
): boolean {
  return hasPlan && (isPaid(families.get(family)?.paid ?? null, now) || isPaid(paid, now));
}

function isPaid(fact: PaidFact | null, now: number): boolean {
  return fact !== null && fact.isPaid && now < fact.until;
}

function allowsOverage({ overage }: AccountQuota): boolean {
  return overage?.state.status === "allowed" || overage?.state.status === "allowed_warning";
}
