/** The quotas of an account as every answer's headers tell them, in one vocabulary. */
import { groupHeaders } from "./group-headers.ts";
import type { QuotaReport } from "./quota-report.ts";
import { readCodex } from "./read-codex.ts";
import { readClassic, readCommon } from "./read-counts.ts";
import { readUnified, type UnifiedReport } from "./read-unified.ts";

/** Null when the headers say nothing about quotas. What cannot be read counts as not said. */
export function readQuota(headers: Headers, now: number): QuotaReport | null {
  const groups = groupHeaders(headers);
  if (groups === null) return null;
  const { fields } = groups;
  const unified = groups.hasUnified ? readUnified(groups.unified, fields, now) : silent;
  const codex = groups.codex.size === 0 ? silent : readCodex(groups.codex, fields, now);
  const windows = [
    ...unified.windows,
    ...codex.windows,
    ...readClassic(groups.classic, now),
    ...readCommon(groups.common, now),
  ];
  const overage = unified.overage ?? codex.overage;
  const { status, representative, resetAt, fallback } = unified;
  const isRejected = unified.isRejected || codex.isRejected;
  const hasNews = windows.length > 0 || overage !== null || status !== null || isRejected;
  if (!hasNews) return null;
  return { at: now, windows, status, representative, resetAt, overage, fallback, isRejected };
}

const silent: UnifiedReport = {
  windows: [],
  status: null,
  representative: null,
  resetAt: null,
  overage: null,
  fallback: null,
  isRejected: false,
};
