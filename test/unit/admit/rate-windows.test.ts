/** What could go wrong: more requests than allowed fit into some 60 seconds, or fewer. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { createRateWindows } from "../../../src/admit/rate-windows.ts";
import { limits } from "../../../src/base/limits.ts";

function windowsAt(start: number) {
  let now = start;
  const windows = createRateWindows({ now: () => now });
  return { windows, advance: (ms: number) => (now += ms), now: () => now };
}

test("the place of a request is free again after the window, not before", () => {
  const { windows, advance } = windowsAt(1_000);
  expect(windows.take("a", 2)).toBe(0);
  advance(10_000);
  expect(windows.take("a", 2)).toBe(0);
  expect(windows.take("a", 2)).toBe(limits.rateWindowMs - 10_000);
  advance(limits.rateWindowMs - 10_000 - 1);
  expect(windows.take("a", 2)).toBe(1);
  advance(1);
  expect(windows.take("a", 2)).toBe(0);
  expect(windows.waitFor("a", 2)).toBe(10_000);
});

test("no limit, and limits of other keys, change nothing", () => {
  const { windows } = windowsAt(0);
  for (let index = 0; index < 100; index++) expect(windows.take("free", 0)).toBe(0);
  windows.take("a", 1);
  expect(windows.take("b", 1)).toBe(0);
});

test("in any 60 seconds at most the limit is granted, and a refusal's wait is exact", () => {
  const steps = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 80 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 6 }), (waits, limit) => {
      const { windows, advance, now } = windowsAt(5_000_000);
      const granted: number[] = [];
      for (const wait of waits) {
        advance(wait);
        const inWindow = granted.filter((time) => time > now() - limits.rateWindowMs);
        const refusedFor = windows.take("a", limit);
        expect(refusedFor === 0).toBe(inWindow.length < limit);
        if (refusedFor === 0) granted.push(now());
        else expect(refusedFor).toBe((inWindow.at(-limit) ?? 0) + limits.rateWindowMs - now());
      }
    }),
  );
});
