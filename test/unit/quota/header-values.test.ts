// What could go wrong: a duration of another notation becomes NaN, or a wait of years.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { readReset, readResetDate } from "../../../src/quota/header-values.ts";
import { quotaTime } from "../../support/quota-headers.ts";

const waits: [text: string, waitMs: number | null][] = [
  ["12ms", 12],
  ["0s", 0],
  ["1s", 1_000],
  ["6m0s", 360_000],
  ["1h2m3.5s", 3_723_500],
  ["2m59.56s", 179_560],
  ["1d2h", 93_600_000],
  ["7.66s", 7_660],
  ["33011.382867097855", 33_011_383],
  ["20", 20_000],
  [" 20 ", 20_000],
  ["1m30", null],
  ["ms", null],
  ["1 s", null],
  ["-5s", null],
  ["1w", null],
  ["99999d", null],
  ["1m".repeat(9), null],
  ["2026-13-45T99:99:99Z", null],
  ["Sun, 22 Nov 2026 10:00:00 GMT", null],
];

test.each(waits)("%p is a wait of %p ms", (text, waitMs) => {
  const resetAt = readReset(text, quotaTime);
  expect(resetAt).toBe(waitMs === null ? null : quotaTime + waitMs);
});

test.each(["9d", "0", "3600", "6m0s", "soon", ""])("%p is no date of a reset", (text) => {
  expect(readResetDate(text, quotaTime)).toBe(null);
});

test.each([String((quotaTime + 60_000) / 1_000), new Date(quotaTime + 60_000).toISOString()])(
  "%p is one",
  (text) => expect(readResetDate(text, quotaTime)).toBe(quotaTime + 60_000),
);

test("whatever the text, a reset is a whole number of milliseconds in sight, or nothing", () => {
  const odd = fc.stringMatching(/^[0-9.msh d:TZ+-]{0,24}$/);
  fc.assert(
    fc.property(fc.oneof(fc.string(), odd), (text) => {
      const resetAt = readReset(text, quotaTime);
      expect(resetAt === null || Number.isSafeInteger(resetAt)).toBe(true);
      expect(resetAt ?? 0).toBeLessThan(quotaTime + 366 * 24 * 3_600_000);
    }),
    { numRuns: 2_000 },
  );
});
