// What could go wrong: a provider's wish is misread, and an account rests for ever or not at all.
import { expect, test } from "bun:test";
import { retryAfterMs } from "../../../src/attempt/retry-after.ts";

const now = Date.UTC(2026, 9, 21, 7, 28, 0);
const hour = 60 * 60 * 1_000;

const cases: [headers: Record<string, string>, expected: number | null][] = [
  [{}, null],
  [{ "retry-after": "7" }, 7_000],
  [{ "retry-after": " 7 " }, 7_000],
  [{ "retry-after": "0.5" }, 500],
  [{ "retry-after": "0" }, 0],
  [{ "retry-after": "86400" }, hour],
  [{ "retry-after": "9".repeat(400) }, hour],
  [{ "retry-after": "-5" }, null],
  [{ "retry-after": "soon" }, null],
  [{ "retry-after": "" }, null],
  [{ "retry-after": "Wed, 21 Oct 2026 07:28:30 GMT" }, 30_000],
  [{ "retry-after": "Wed, 21 Oct 2026 07:27:00 GMT" }, 0],
  [{ "retry-after": "Thu, 22 Oct 2026 07:28:00 GMT" }, hour],
  [{ "retry-after-ms": "250" }, 250],
  [{ "retry-after-ms": "250.5" }, 250.5],
  // The finer one counts, unless it cannot be read.
  [{ "retry-after-ms": "250", "retry-after": "7" }, 250],
  [{ "retry-after-ms": "soon", "retry-after": "7" }, 7_000],
];

test.each(cases)("%j: %p", (headers, expected) => {
  expect(retryAfterMs(new Headers(headers), now)).toBe(expected);
});
