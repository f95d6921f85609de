/** Anthropic's subscription accounts: `anthropic-ratelimit-unified-*`. */
import { familyOf } from "./family-of.ts";
import {
  readFlag,
  readLabel,
  readLength,
  readResetDate,
  readShare,
  readStatus,
  type Fields,
} from "./header-values.ts";
import type { Groups, Parts } from "./group-headers.ts";
import {
  overageWindow,
  type Overage,
  type QuotaFallback,
  type QuotaReport,
  type QuotaWindow,
} from "./quota-report.ts";

export type UnifiedReport = Omit<QuotaReport, "at">;

export function readUnified(groups: Groups, fields: Fields, now: number): UnifiedReport {
  const status = readStatus(fields["anthropic-ratelimit-unified-status"]);
  const representative = readClaim(fields["anthropic-ratelimit-unified-representative-claim"]);
  const resetAt = readResetDate(fields["anthropic-ratelimit-unified-reset"], now);
  const overage = readOverage(fields, { representative, now });
  const verdict = { status, representative, resetAt };
  const windows = explainRejection(readWindows(groups, now), verdict);
  if (windows.length === 0 && overage !== null && representative === overageWindow) {
    windows.push(paidWindow(overage, verdict));
  }
  const isWindowRejected = windows.some((window) => window.status === "rejected");
  return {
    windows,
    ...verdict,
    overage,
    fallback: readFallback(fields),
    isRejected: status === "rejected" || (status === null && isWindowRejected),
  };
}

function readWindows(groups: Groups, now: number): readonly QuotaWindow[] {
  const windows: QuotaWindow[] = [];
  for (const [name, parts] of groups) {
    const window = readWindow(name, parts, now);
    if (window !== null) windows.push(window);
  }
  return windows;
}

/** Named by the provider for its billing, known to be the bucket of one family. */
const familyBySuffix: ReadonlyMap<string, string> = new Map([["oi", "fable"]]);

function readWindow(name: string, parts: Parts, now: number): QuotaWindow | null {
  const { lengthMs, ...counted } = readName(name);
  const used = readShare(parts.get("utilization"));
  const status = readStatus(parts.get("status"));
  const resetAt = readResetDate(parts.get("reset"), now);
  if (lengthMs === null || (used === null && status === null && resetAt === null)) return null;
  return {
    ...blank,
    ...counted,
    name,
    used,
    resetAt,
    lengthMs,
    status,
  };
}

/** What a window of this name counts: "7d" all models, "7d_opus" one family. */
function readName(name: string): Pick<QuotaWindow, "scope" | "model" | "lengthMs"> {
  const end = name.indexOf("_");
  if (end === -1) return { scope: "account", model: null, lengthMs: readLength(name) };
  const suffix = name.slice(end + 1);
  const model = familyBySuffix.get(suffix) ?? familyOf(suffix);
  return { scope: "model", model, lengthMs: readLength(name.slice(0, end)) };
}

const blank = {
  used: null,
  remaining: null,
  limit: null,
  resetAt: null,
  lengthMs: null,
  refillsSteadily: false,
} as const;

type Verdict = Pick<UnifiedReport, "status" | "representative" | "resetAt">;

/**
 * Some rejections name no rejected window. They are the representative one's; and when every
 * window of the account is fine, they are about the model that was asked for and nothing else.
 */
function explainRejection(told: readonly QuotaWindow[], verdict: Verdict): QuotaWindow[] {
  const { status, representative, resetAt } = verdict;
  const isExplained = told.some((window) => window.status === "rejected" || window.used === 1);
  if (status !== "rejected" || isExplained) return [...told];
  const index = told.findIndex(({ name }) => name === representative);
  const window = told[index];
  if (window?.status === null) {
    return told.with(index, { ...window, status, resetAt: window.resetAt ?? resetAt });
  }
  // Said to be the reason and to be fine: the rejection is no window's, and passes sooner.
  if (window !== undefined) return [...told];
  const name = representative ?? "unified";
  const counted = readName(name);
  const unnamed = { scope: told.length > 0 ? "model" : "account", model: null } as const;
  const what = counted.lengthMs === null ? unnamed : counted;
  return [...told, { ...blank, ...what, name, used: 1, resetAt, status }];
}

/** Accounts that are billed by use have a spending limit and no other window. */
function paidWindow(overage: Overage, { status, resetAt }: Verdict): QuotaWindow {
  return {
    ...blank,
    name: overageWindow,
    scope: "account",
    model: null,
    used: overage.used,
    resetAt: overage.resetAt ?? resetAt,
    status: overage.status ?? status,
  };
}

/** The claims of nearly every answer, without taking them to pieces. */
const windowByClaim: ReadonlyMap<string, string> = new Map([
  ["five_hour", "5h"],
  ["seven_day", "7d"],
  ["seven_day_overage_included", "7d_oi"],
]);

const numberWords: Readonly<Record<string, number>> = { one: 1, five: 5, seven: 7, thirty: 30 };

/** "five_hour" is the window "5h", "seven_day_opus" is "7d_opus"; other claims stay as they are. */
function readClaim(text: string | undefined): string | null {
  if (text === undefined) return null;
  return windowByClaim.get(text) ?? parseClaim(text);
}

function parseClaim(text: string): string | null {
  const claim = readLabel(text)?.toLowerCase() ?? null;
  const found = /^([a-z]+)_(hour|day)(?:_([a-z0-9_]+))?$/.exec(claim ?? "");
  if (found === null) return claim;
  const [, word = "", unit = "", suffix] = found;
  const length = `${numberWords[word] ?? word}${unit.charAt(0)}`;
  if (suffix === undefined) return length;
  return `${length}_${suffix === "overage_included" ? "oi" : suffix}`;
}

function readOverage(
  fields: Fields,
  { representative, now }: { readonly representative: string | null; readonly now: number },
): Overage | null {
  const status = readStatus(fields["anthropic-ratelimit-unified-overage-status"]);
  const used = readShare(fields["anthropic-ratelimit-unified-overage-utilization"]);
  const resetAt = readResetDate(fields["anthropic-ratelimit-unified-overage-reset"], now);
  const disabledReason = readLabel(fields["anthropic-ratelimit-unified-overage-disabled-reason"]);
  const isInUse = readFlag(fields["anthropic-ratelimit-unified-overage-in-use"]) ?? false;
  const isClaimed = representative === overageWindow;
  const isTold = status !== null || used !== null || resetAt !== null || disabledReason !== null;
  if (!isTold && !isInUse && !isClaimed) return null;
  return { status, used, resetAt, disabledReason, isInUse: isInUse || isClaimed };
}

function readFallback(fields: Fields): QuotaFallback | null {
  const offer = readLabel(fields["anthropic-ratelimit-unified-fallback"]);
  const share = readShare(fields["anthropic-ratelimit-unified-fallback-percentage"]);
  if (offer === null && share === null) return null;
  return { isOffered: offer === "available", share };
}
