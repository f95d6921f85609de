/**
 * What the quotas of an account mean for a model at a time. Routing asks for every account with every
 * request. Which windows count, and whether the account is parked, holds until a moment that is known
 * and is remembered until then (`keep-quota.ts`); only how far use is ahead of time always changes.
 */
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

/** What keeps the account from serving. */
export interface Parking {
  /** When a window that is used up resets, milliseconds since the epoch; null = none is. */
  readonly parkedUntil: number | null;
  /** A request would be charged beyond the plan. */
  readonly isInOverage: boolean;
}

export interface QuotaAssessment extends Parking {
  /** Share that is left in the tightest window, 0 to 1; 1 when nothing is known. */
  readonly headroom: number;
  /**
   * How far the use of the longest window is ahead of its time, about -1 to 2. Below zero, quota
   * will expire unused unless more of it is spent; 0 when nothing is known. Shorter windows add to
   * it the more, the fuller they are and the more they are ahead: they come back soon, but until
   * then they are what stops the account.
   */
  readonly pressure: number;
}

export function assessQuota(quota: AccountQuota, family: string, now: number): QuotaAssessment {
  const lasting = assessLasting(quota, family, now);
  const { parkedUntil, isInOverage } = lasting;
  const headroom = headroomOf(quota, family, now);
  return { headroom, pressure: pressureOf(lasting, now), parkedUntil, isInOverage };
}

export const unknownAssessment: QuotaAssessment = {
  headroom: 1,
  pressure: 0,
  parkedUntil: null,
  isInOverage: false,
};

/** What holds from one moment to another, unless an answer brings news. Milliseconds since the epoch. */
export interface LastingAssessment extends Parking {
  readonly runs: readonly Run[];
  readonly from: number;
  readonly until: number;
}

/** A window whose quota expires at a known time: only such a one can be ahead of its time or behind. */
interface Run {
  readonly used: number;
  readonly resetAt: number;
  readonly lengthMs: number;
  /** No window of the account is longer. */
  readonly isLongest: boolean;
}

export const nothingKnown: LastingAssessment = {
  parkedUntil: null,
  isInOverage: false,
  runs: [],
  from: -Infinity,
  until: Infinity,
};

export function assessLasting(quota: AccountQuota, family: string, now: number): LastingAssessment {
  const counting = [...quota.windows.values()].filter((kept) =>
    counts(kept, quota, { family, now }),
  );
  const full = counting.filter((kept) => isFull(kept) && now < fullUntil(kept));
  const isPlanUsedUp = full.some(
    ({ window }) => window.name !== overageWindow && !window.refillsSteadily,
  );
  return {
    parkedUntil: full.length === 0 ? null : Math.max(...full.map(fullUntil)),
    isInOverage: isCharged(quota, family, now) || (isPlanUsedUp && allowsOverage(quota)),
    runs: runsOf(counting, now),
    from: now,
    until: nextChange(quota, family, now),
  };
}

function runsOf(counting: readonly KeptWindow[], now: number): readonly Run[] {
  const runs = counting.flatMap((kept) => {
    const { refillsSteadily, lengthMs, resetAt, name } = kept.window;
    const used = usedAt(kept, now);
    if (refillsSteadily || lengthMs === null || resetAt === null || used === null) return [];
    return name === overageWindow ? [] : [{ used, resetAt, lengthMs }];
  });
  const longestMs = Math.max(...runs.map(({ lengthMs }) => lengthMs));
  return runs.map((run) => ({ ...run, isLongest: run.lengthMs === longestMs }));
}

/** The first moment after `now` at which something that was said of the account is over. */
function nextChange(
  { windows, families, paid }: AccountQuota,
  family: string,
  now: number,
): number {
  const ends = [families.get(family)?.paid.until ?? 0, paid?.until ?? 0];
  for (const kept of windows.values()) ends.push(endOf(kept), fullUntil(kept));
  return Math.min(...ends.filter((end) => end > now));
}

function headroomOf(quota: AccountQuota, family: string, now: number): number {
  let headroom = 1;
  for (const kept of quota.windows.values()) {
    if (!counts(kept, quota, { family, now })) continue;
    if (isFull(kept) && now < fullUntil(kept)) return 0;
    headroom = Math.min(headroom, 1 - (usedAt(kept, now) ?? 0));
  }
  return headroom;
}

/** See `QuotaAssessment.pressure`. */
export function pressureOf({ runs }: LastingAssessment, now: number): number {
  let longest = -Infinity;
  let shorter = 0;
  for (const { used, resetAt, lengthMs, isLongest } of runs) {
    const elapsed = Math.min(1, Math.max(0, 1 - (resetAt - now) / lengthMs));
    const ahead = used - elapsed;
    if (isLongest) longest = Math.max(longest, ahead);
    else shorter += used * Math.max(0, ahead);
  }
  return runs.length === 0 ? 0 : longest + shorter;
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
