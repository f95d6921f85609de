// What could go wrong: a header that makes no sense parks a healthy account for a week.
import { describe, expect, test } from "bun:test";
import { readQuota } from "../../../src/quota/read-quota.ts";
import {
  dayMs,
  epochSeconds,
  otherHeaders,
  quotaTime,
  unifiedHeaders,
} from "../../support/quota-headers.ts";
import { reportOf, windowsOf, type Fields } from "../../support/quota-reports.ts";

describe("no quota", () => {
  const silent: readonly Fields[] = [
    {},
    otherHeaders,
    { "retry-after": "20", "x-should-retry": "false" },
    { "x-ratelimit-key": "gpt-5.2_2025-12-11", "x-ratelimit-abusepenalty-active": "False" },
    { "x-ratelimit-limit-requests": "5000" },
    { "x-codex-plan-type": "pro", "x-codex-turn-state": "abc" },
    { "x-codex-secondary-used-percent": "0", "x-codex-secondary-reset-at": "" },
    { "anthropic-ratelimit-unified-": "1", "anthropic-ratelimit-": "2", "x-ratelimit-": "3" },
  ];
  test.each(silent)("is said by %p", (fields) => {
    expect(readQuota(new Headers(fields), quotaTime)).toBeNull();
  });
});

describe("garbage is not said", () => {
  const garbage = [
    "",
    "  ",
    "soon",
    "-1",
    "NaN",
    "Infinity",
    "1e9",
    "0x10",
    "0.5, 0.6",
    "١",
    "1.2.3",
  ];
  test.each(garbage)("%p", (text) => {
    const said = {
      ...unifiedHeaders({
        status: text,
        reset: text,
        "representative-claim": "five_hour",
        "5h-utilization": text,
        "5h-status": text,
        "5h-reset": text,
        "7d-utilization": "0.5",
        "overage-status": text,
        "overage-utilization": text,
        "overage-in-use": text,
      }),
      "anthropic-ratelimit-requests-limit": text,
      "anthropic-ratelimit-requests-remaining": text,
      "anthropic-ratelimit-requests-reset": text,
      "x-ratelimit-limit-tokens": text,
      "x-ratelimit-remaining-tokens": text,
      "x-codex-primary-used-percent": text,
    };
    // A header cannot carry every text.
    const fields = Object.fromEntries(
      Object.entries(said).filter(([, value]) => /^[\x20-\xff]*$/.test(value)),
    );
    const report = reportOf(fields);
    expect(report.windows).toMatchObject([{ name: "7d", used: 0.5 }]);
    expect(report).toMatchObject({ status: null, resetAt: null, overage: null });
  });

  const resets: [text: string, resetAt: number | null][] = [
    ["0", null],
    ["60", null],
    [epochSeconds(dayMs), quotaTime + dayMs],
    [epochSeconds(-dayMs), quotaTime - dayMs],
    [String(quotaTime + dayMs), quotaTime + dayMs],
    ["2026-11-23T10:00:00+00:00", quotaTime + dayMs],
    [epochSeconds(400 * dayMs), null],
    ["99999999999999999999", null],
  ];
  test.each(resets)("a reset at %p is %p", (text, resetAt) => {
    const windows = windowsOf(unifiedHeaders({ "7d-utilization": "0.5", "7d-reset": text }));
    expect(windows["7d"]?.resetAt ?? null).toBe(resetAt);
  });

  const shares: [text: string, used: number | null][] = [
    ["0", 0],
    ["0.0", 0],
    ["1.04", 1],
    ["87.5", null],
    ["0.123456789012345678", 0.123_456_789_012_345_68],
  ];
  test.each(shares)("a utilization of %p is %p", (text, used) => {
    const windows = windowsOf(unifiedHeaders({ "7d-status": "allowed", "7d-utilization": text }));
    expect(windows["7d"]?.used ?? null).toBe(used);
  });
});
