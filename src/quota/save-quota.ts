/** The quotas of an account as text that survives a restart. Losing it is harmless. */
import { jsonOr } from "../base/json-or.ts";
import { limits } from "../base/limits.ts";
import { counts } from "./assess-quota.ts";
import type { Overage, QuotaStatus, QuotaWindow } from "./quota-report.ts";
import {
  endOf,
  keyOf,
  unknownQuota,
  type AccountQuota,
  type FamilyFacts,
  type KeptWindow,
  type PaidFact,
} from "./quota-state.ts";

export interface SavedQuota {
  /** JSON. */
  readonly value: string;
  /** Milliseconds since the epoch: afterwards nothing in it is true any more. */
  readonly expiresAt: number;
  /** The same for values that differ by less than a step. */
  readonly outline: string;
}

/** Null when there is nothing worth keeping: limits a minute are over before a restart is. */
export function formatQuota(quota: AccountQuota, now: number): SavedQuota | null {
  const windows = [...quota.windows.values()].filter((kept) => isLasting(kept, quota, now));
  const paid = [...quota.families].filter(([, { paid: fact }]) => fact.isPaid && now < fact.until);
  const whole = quota.paid?.isPaid === true && now < quota.paid.until ? quota.paid : null;
  const ends = [...windows.map(endOf), ...paid.map(([, facts]) => facts.paid.until)];
  const expiresAt = Math.max(whole?.until ?? 0, ...ends);
  if (expiresAt <= now) return null;
  const { overage, hasPlan } = quota;
  const families = paid.map(([family, facts]) => ({ family, paid: facts.paid }));
  return {
    value: JSON.stringify({ windows, families, paid: whole, overage, hasPlan }),
    expiresAt,
    outline: JSON.stringify([
      windows.map(outlineOf).toSorted(),
      families.map(({ family }) => family).toSorted(),
      whole !== null,
      overage?.state.status,
      hasPlan,
    ]),
  };
}

function isLasting(kept: KeptWindow, quota: AccountQuota, now: number): boolean {
  const { refillsSteadily, resetAt, model } = kept.window;
  if (resetAt === null) return false;
  if (refillsSteadily && resetAt - now < limits.quotaSavedShortestMs) return false;
  return counts(kept, quota, { family: model ?? "", now });
}

function outlineOf({ window }: KeptWindow): string {
  const { used, status, resetAt } = window;
  const step = used === null ? null : Math.round(used / limits.quotaSaveStep);
  const minute = resetAt === null ? null : Math.round(resetAt / 60_000);
  return `${keyOf(window)} ${step} ${status} ${minute}`;
}

/** What was saved; null when it cannot be read. Parts that make no sense are left out. */
export function parseQuota(text: string, now: number): AccountQuota | null {
  const saved = fieldsOf(jsonOr(text, null));
  if (saved === null) return null;
  const windows = listOf(saved["windows"]).flatMap((entry) => parseKept(entry, now) ?? []);
  const families = listOf(saved["families"])
    .map((entry) => parseFamily(entry, now))
    .filter((entry) => entry !== null);
  return {
    ...unknownQuota,
    windows: new Map(windows.map((kept) => [keyOf(kept.window), kept])),
    families: new Map(families),
    paid: parsePaid(saved["paid"], now),
    overage: parseOverage(saved["overage"], now),
    hasPlan: saved["hasPlan"] === true,
  };
}

function parseKept(entry: unknown, now: number): KeptWindow | null {
  const kept = fieldsOf(entry);
  const window = fieldsOf(kept?.["window"]);
  const seenAt = parseTime(kept?.["seenAt"], now);
  if (window === null || seenAt === null) return null;
  const { name, model } = window;
  const resetAt = numberOf(window["resetAt"]);
  const used = numberOf(window["used"]);
  const scope = window["scope"] === "model" ? "model" : "account";
  if (typeof name !== "string" || resetAt === null || isTooLate(resetAt, now)) return null;
  if (scope === "model" && typeof model !== "string") return null;
  return {
    seenAt,
    window: {
      name,
      scope,
      model: scope === "model" && typeof model === "string" ? model : null,
      used: used === null ? null : Math.min(1, used),
      remaining: numberOf(window["remaining"]),
      limit: numberOf(window["limit"]),
      resetAt,
      lengthMs: numberOf(window["lengthMs"]) || null,
      status: statusOf(window["status"]),
      refillsSteadily: window["refillsSteadily"] === true,
    } satisfies QuotaWindow,
  };
}

function parseFamily(entry: unknown, now: number): [string, FamilyFacts] | null {
  const saved = fieldsOf(entry);
  const family = saved?.["family"];
  const paid = parsePaid(saved?.["paid"], now);
  return typeof family !== "string" || paid === null ? null : [family, { passedAt: 0, paid }];
}

function parsePaid(value: unknown, now: number): PaidFact | null {
  const saved = fieldsOf(value);
  const at = parseTime(saved?.["at"], now);
  const until = numberOf(saved?.["until"]);
  if (saved === null || at === null || until === null || isTooLate(until, now)) return null;
  return { at, until, isPaid: saved["isPaid"] === true };
}

function parseOverage(value: unknown, now: number): AccountQuota["overage"] {
  const saved = fieldsOf(value);
  const at = parseTime(saved?.["at"], now);
  const state = fieldsOf(saved?.["state"]);
  if (at === null || state === null) return null;
  const { disabledReason } = state;
  const overage: Overage = {
    status: statusOf(state["status"]),
    used: numberOf(state["used"]),
    resetAt: numberOf(state["resetAt"]),
    disabledReason: typeof disabledReason === "string" ? disabledReason : null,
    isInUse: state["isInUse"] === true,
  };
  return { at, state: overage };
}

/** A time in the past: what comes from the future would outlive every newer answer. */
function parseTime(value: unknown, now: number): number | null {
  const time = numberOf(value);
  return time === null || time > now ? null : time;
}

function isTooLate(end: number, now: number): boolean {
  return end > now + limits.quotaResetLongestMs;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}

function statusOf(value: unknown): QuotaStatus | null {
  return value === "allowed" || value === "allowed_warning" || value === "rejected" ? value : null;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null ? { ...value } : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
