/** What could go wrong: one client's text stops the gateway for all others. */
import { expect, test } from "bun:test";
import { hostileTexts } from "../../support/hostile-texts.ts";
import { maskOnce } from "../../support/guard.ts";

/** Milliseconds for the best of three: other work on the machine only ever adds. */
function timeOf(text: string): number {
  let best = Infinity;
  for (let turn = 0; turn < 3; turn++) {
    const begun = performance.now();
    maskOnce(text);
    best = Math.min(best, performance.now() - begun);
  }
  return best;
}

// A quadratic detector takes seconds here; the limit leaves room for a busy machine.
test.each(Object.keys(hostileTexts(0)))("100 KB and 400 KB of %s take linear time", (name) => {
  const small = timeOf(hostileTexts(100_000)[name] ?? "");
  const large = timeOf(hostileTexts(400_000)[name] ?? "");
  expect(small).toBeLessThan(400);
  expect(large).toBeLessThan(Math.max(small, 20) * 12);
});
