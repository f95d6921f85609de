/** What is remembered of an account's quotas: for every single fact the newest one counts. */
import { limits } from "../base/limits.ts";
import { familyOf } from "./family-of.ts";
import { overageWindow, type Overage, type QuotaReport, type QuotaWindow } from "./quota-report.ts";

export interface KeptWindow {
  /** A window of scope "model" has its model here. */
  readonly window: QuotaWindow;
  /** Milliseconds since the epoch. */
  readonly seenAt: number;
}

/** Whether answers were charged beyond the plan, as seen at a time; no longer true after `until`. */
export interface PaidFact {
  readonly at: number;
  readonly isPaid: boolean;
  readonly until: number;
}

export interface FamilyFacts {
  /** When the plan last let a request of this family through; 0 = never seen. */
  readonly passedAt: number;
  readonly paid: PaidFact;
}

export interface AccountQuota {
  /** By name and family. */
  readonly windows: ReadonlyMap<string, KeptWindow>;
  readonly families: ReadonlyMap<string, FamilyFacts>;
  /** The newest of the families' `passedAt`. */
  readonly passedAt: number;
  /** Whether everything that this account answers is charged. */
  readonly paid: PaidFact | null;
  readonly overage: { readonly at: number; readonly state: Overage } | null;
  /** It has shown a window of a plan. Without one, paying by use is what the account is for. */
  readonly hasPlan: boolean;
}

export const unknownQuota: AccountQuota = {
  windows: new Map(),
  families: new Map(),
  passedAt: 0,
  paid: null,
  overage: null,
  hasPlan: false,
};

/** The facts of one report about a model. */
export function quotaOf(report: QuotaReport, model: string): AccountQuota {
  const { at, overage } = report;
  const family = familyOf(model);
  const hasPlan = report.windows.some(isOfPlan);
  const facts = factsOf(report);
  return {
    windows: new Map(
      report.windows.map((window) => {
        const kept = { window: bind(window, report, family), seenAt: at };
        return [keyOf(kept.window), kept];
      }),
    ),
    families: facts === null ? new Map() : new Map([[family, facts]]),
    passedAt: facts?.passedAt ?? 0,
    paid: facts === null ? null : { ...facts.paid, isPaid: facts.paid.isPaid && !hasPlan },
    overage: overage && { at, state: overage },
    hasPlan,
  };
}

function isOfPlan({ name, scope }: QuotaWindow): boolean {
  return scope === "account" && name !== overageWindow;
}

export function keyOf({ name, model }: QuotaWindow): string {
  return `${name} ${model ?? ""}`;
}

/**
 * The family that a window counts. A window of an unknown name that a request was refused for
 * counts that request's family, whatever its name says.
 */
function bind(window: QuotaWindow, report: QuotaReport, family: string): QuotaWindow {
  if (window.scope === "account") return window;
  const isReason = report.isRejected && window.name === report.representative;
  return window.model === null || isReason ? { ...window, model: family } : window;
}

/** Null when the provider gives no verdict of its own, as those that only count. */
function factsOf({ at, status, overage, resetAt }: QuotaReport): FamilyFacts | null {
  if (status === null) return null;
  const isPaid = overage?.isInUse ?? false;
  const until = resetAt ?? overage?.resetAt ?? at + limits.quotaUnknownResetMs;
  return {
    // What was paid for proves nothing about the plan.
    passedAt: status === "rejected" || isPaid ? 0 : at,
    paid: { at, isPaid, until },
  };
}

/** Both together. The order does not matter. */
export function mergeQuotas(one: AccountQuota, other: AccountQuota): AccountQuota {
  return {
    windows: trim(
      mergeMaps(one.windows, other.windows, newestWindow),
      limits.quotaWindowsPerAccount,
      endOf,
    ),
    families: trim(
      mergeMaps(one.families, other.families, mergeFacts),
      limits.quotaFamiliesPerAccount,
      ({ passedAt, paid }) => Math.max(passedAt, paid.at),
    ),
    passedAt: Math.max(one.passedAt, other.passedAt),
    paid: one.paid && other.paid ? newest(one.paid, other.paid) : (one.paid ?? other.paid),
    overage:
      one.overage && other.overage
        ? newest(one.overage, other.overage)
        : (one.overage ?? other.overage),
    hasPlan: one.hasPlan || other.hasPlan,
  };
}

function mergeMaps<Value>(
  one: ReadonlyMap<string, Value>,
  other: ReadonlyMap<string, Value>,
  merge: (one: Value, other: Value) => Value,
): ReadonlyMap<string, Value> {
  if (one.size === 0) return other;
  const merged = new Map(one);
  for (const [key, value] of other) {
    const known = merged.get(key);
    merged.set(key, known === undefined ? value : merge(known, value));
  }
  return merged;
}

/** Keeps the entries with the highest rank. */
function trim<Value>(
  entries: ReadonlyMap<string, Value>,
  most: number,
  rank: (value: Value) => number,
): ReadonlyMap<string, Value> {
  if (entries.size <= most) return entries;
  return new Map([...entries].toSorted(([, a], [, b]) => rank(b) - rank(a)).slice(0, most));
}

function mergeFacts(one: FamilyFacts, other: FamilyFacts): FamilyFacts {
  return {
    passedAt: Math.max(one.passedAt, other.passedAt),
    paid: newest(one.paid, other.paid),
  };
}

/** Of two at the same time, any, but always the same one. */
function newest<Fact extends { readonly at: number }>(one: Fact, other: Fact): Fact {
  if (one.at !== other.at) return one.at > other.at ? one : other;
  return JSON.stringify(one) > JSON.stringify(other) ? one : other;
}

/** Of two at the same time the one that leaves less: use only grows until the reset. */
function newestWindow(one: KeptWindow, other: KeptWindow): KeptWindow {
  if (one.seenAt !== other.seenAt) return one.seenAt > other.seenAt ? one : other;
  const difference = tightness(one.window) - tightness(other.window);
  if (difference !== 0) return difference > 0 ? one : other;
  return JSON.stringify(one.window) > JSON.stringify(other.window) ? one : other;
}

function tightness({ status, used }: QuotaWindow): number {
  return status === "rejected" ? 2 : (used ?? -1);
}

/** When what is known of a window is over, milliseconds since the epoch. */
export function endOf({ window, seenAt }: KeptWindow): number {
  // Without a date nothing may be held against an account for long.
  return (
    window.resetAt ?? seenAt + Math.min(window.lengthMs ?? Infinity, limits.quotaUnknownResetMs)
  );
}

/** True when the window refused, or is full. */
export function isFull({ window }: KeptWindow): boolean {
  return window.status === "rejected" || window.used === 1;
}

/**
 * When a full window can serve again: at its reset; a bucket that fills up steadily as soon as it
 * has something to give.
 */
export function fullUntil(kept: KeptWindow): number {
  const { window, seenAt } = kept;
  if (!window.refillsSteadily) return endOf(kept);
  const share = Math.max(limits.quotaRefillShare, 1 / (window.limit ?? 1));
  return seenAt + (endOf(kept) - seenAt) * Math.min(1, share);
}

/** Share of the window that is used at a time before its end; null = unknown. */
export function usedAt(kept: KeptWindow, now: number): number | null {
  const { window, seenAt } = kept;
  if (window.status === "rejected") return 1;
  if (window.used === null || !window.refillsSteadily) return window.used;
  const end = endOf(kept);
  return end <= seenAt ? 0 : window.used * Math.min(1, (end - now) / (end - seenAt));
}
