/** Readers for header values that may hold anything: what makes no sense is null, never NaN. */
import { limits } from "../base/limits.ts";
import type { QuotaStatus } from "./quota-report.ts";

/** Header values by lower-case name. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** A number of zero or more. */
export function readCount(text: string | undefined): number | null {
  if (text === undefined) return null;
  const trimmed = text.trim();
  return /^\d{1,15}(?:\.\d{1,20})?$/.test(trimmed) ? Number(trimmed) : null;
}

/** Far beyond the plan, and already a sign that percent were sent where shares are expected. */
const largestShare = 10;

/** A share of a quota: more than all of it is all of it. */
export function readShare(text: string | undefined): number | null {
  const share = readCount(text);
  return share === null || share > largestShare ? null : Math.min(share, 1);
}

export function readPercent(text: string | undefined): number | null {
  const percent = readCount(text);
  return percent === null || percent > largestShare * 100 ? null : Math.min(percent / 100, 1);
}

/** "allowed_stop" and whatever else begins so is allowed. */
export function readStatus(text: string | undefined): QuotaStatus | null {
  if (text === undefined) return null;
  const status = text.trim().toLowerCase();
  if (status === "rejected" || status === "allowed_warning") return status;
  return status.startsWith("allowed") ? "allowed" : null;
}

export function readFlag(text: string | undefined): boolean | null {
  const flag = text?.trim().toLowerCase();
  if (flag === "true" || flag === "1") return true;
  return flag === "false" || flag === "0" ? false : null;
}

/** A short text for people; null when there is none. */
export function readLabel(text: string | undefined): string | null {
  const label = text?.trim().slice(0, limits.quotaLabelLength) ?? "";
  return label === "" ? null : label;
}

/** From here on a number is a date: seconds, and further on milliseconds since the epoch. */
const firstEpochSecond = 1_000_000_000;
const firstEpochMillisecond = 100_000_000_000;

/**
 * When something resets, in milliseconds since the epoch: a date (RFC 3339, or seconds or
 * milliseconds since the epoch), or the time until then ("1h2m3.5s", "12ms", or plain seconds).
 */
export function readReset(text: string | undefined, now: number): number | null {
  if (text === undefined) return null;
  const trimmed = text.trim();
  const count = readCount(trimmed);
  const wait = count === null ? parseDuration(trimmed) : null;
  if (wait !== null) return plausible(now + wait, now);
  if (count === null) return plausible(parseDate(trimmed), now);
  if (count < firstEpochSecond) return plausible(now + count * 1_000, now);
  return plausible(count < firstEpochMillisecond ? count * 1_000 : count, now);
}

/** The same where only a date can be meant: "0" and "9d" are no resets then. */
export function readResetDate(text: string | undefined, now: number): number | null {
  if (text === undefined) return null;
  const count = readCount(text);
  const isDate = count === null ? parseDate(text.trim()) !== null : count >= firstEpochSecond;
  return isDate ? readReset(text, now) : null;
}

/** No provider resets later than after a month; a stray date must not park an account for years. */
function plausible(instant: number | null, now: number): number | null {
  if (instant === null || !Number.isFinite(instant)) return null;
  return instant > now + limits.quotaResetLongestMs ? null : Math.round(instant);
}

function parseDate(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text)) return null;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : instant;
}

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a duration as Go writes it. */
function parseDuration(text: string): number | null {
  if (!/^(?:\d{1,12}(?:\.\d{1,20})?(?:ms|[smhd])){1,5}$/.test(text)) return null;
  let sum = 0;
  for (const [, amount, unit = ""] of text.matchAll(/([\d.]+)(ms|[smhd])/g)) {
    sum += Number(amount) * (unitMs[unit] ?? 0);
  }
  return sum;
}

/** Milliseconds of "5h", "7d", "30m"; null for anything else. */
export function readLength(text: string): number | null {
  // All that there is today.
  if (text === "5h") return 5 * 3_600_000;
  if (text === "7d") return 7 * 86_400_000;
  return /^\d{1,4}[mhd]$/.test(text) ? parseDuration(text) : null;
}
