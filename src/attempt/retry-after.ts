/** How long a provider asks to be left alone. */
import { limits } from "../base/limits.ts";

/**
 * Milliseconds from `retry-after-ms` or `Retry-After` (seconds, fractions, or an HTTP date), at
 * most `limits.retryAfterLongestMs`; null when there is none that can be read.
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const milliseconds = positive(headers.get("retry-after-ms"), 1);
  const wait = milliseconds ?? seconds(headers.get("retry-after"), now);
  return wait === null ? null : Math.min(wait, limits.retryAfterLongestMs);
}

function seconds(value: string | null, now: number): number | null {
  const plain = positive(value, 1_000);
  if (plain !== null || value === null) return plain;
  // Date.parse takes "-5" and the like for a day; every form of an HTTP date has a time.
  const date = value.includes(":") ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function positive(value: string | null, scale: number): number | null {
  const text = value?.trim() ?? "";
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * scale : null;
}
