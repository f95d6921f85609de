/**
 * Limits that count requests and tokens: Anthropic's `anthropic-ratelimit-KIND-limit` and the
 * `x-ratelimit-limit-KIND` of OpenAI and those who copy it. They are limits of the model that was
 * asked for.
 */
import type { Groups, Parts } from "./group-headers.ts";
import { readCount, readReset } from "./header-values.ts";
import type { QuotaWindow } from "./quota-report.ts";

const minuteMs = 60_000;

export function readClassic(groups: Groups, now: number): readonly QuotaWindow[] {
  const windows: QuotaWindow[] = [];
  const period = { lengthMs: minuteMs, refillsSteadily: true };
  for (const [name, parts] of groups) {
    const window = readWindow(name, parts, { period, now });
    if (window !== null) windows.push(window);
  }
  return windows;
}

export function readCommon(groups: Groups, now: number): readonly QuotaWindow[] {
  const windows: QuotaWindow[] = [];
  for (const [suffix, parts] of groups) {
    const name = suffix === "" ? "requests" : suffix.slice(1);
    const window = readWindow(name, parts, { period: periodOf(suffix, parts), now });
    if (window !== null) windows.push(window);
  }
  return windows;
}

type Period = Pick<QuotaWindow, "lengthMs" | "refillsSteadily">;

/** OpenAI's reset is when its bucket is full again. Who names a period counts by the period. */
function periodOf(suffix: string, parts: Parts): Period {
  const seconds = readCount(parts.get("renewalperiod"));
  const named = lengthByEnd.find(([end]) => suffix.endsWith(end))?.[1] ?? null;
  return {
    lengthMs: seconds === null ? named : seconds * 1_000,
    refillsSteadily: suffix !== "" && named === null,
  };
}

const lengthByEnd: readonly (readonly [string, number])[] = [
  ["-second", 1_000],
  ["-minute", minuteMs],
  ["-hour", 60 * minuteMs],
  ["-day", 24 * 60 * minuteMs],
];

function readWindow(
  name: string,
  parts: Parts,
  { period, now }: { readonly period: Period; readonly now: number },
): QuotaWindow | null {
  const limit = readCount(parts.get("limit"));
  const remaining = readCount(parts.get("remaining"));
  const used = usedOf(limit, remaining);
  if (used === null) return null;
  return {
    name,
    scope: "model",
    model: null,
    used,
    remaining,
    limit,
    resetAt: readReset(parts.get("reset"), now),
    lengthMs: period.lengthMs,
    status: null,
    refillsSteadily: period.refillsSteadily,
  };
}

/** A limit of zero is what servers send that have none. */
function usedOf(limit: number | null, remaining: number | null): number | null {
  if (remaining === null || limit === 0) return null;
  if (limit !== null) return Math.min(1, Math.max(0, 1 - remaining / limit));
  return remaining === 0 ? 1 : null;
}
