/** What could go wrong: one client's text stops the gateway for all others. */
import { expect, test } from "bun:test";
import { hostileTexts } from "../../support/hostile-texts.ts";
import { found, maskOnce } from "../../support/guard.ts";

/** Milliseconds for the better of two: other work on the machine only ever adds. */
function timeOf(text: string): number {
  let best = Infinity;
  for (let turn = 0; turn < 2; turn++) {
    const begun = performance.now();
    maskOnce(text);
    best = Math.min(best, performance.now() - begun);
  }
  return best;
}

// Sixteen times the length takes a quadratic detector 256 times as long.
test.each(Object.keys(hostileTexts(0)))("%s: time grows with the length", (name) => {
  const small = timeOf(hostileTexts(25_000)[name] ?? "");
  const large = timeOf(hostileTexts(400_000)[name] ?? "");
  expect(small).toBeLessThan(300);
  expect(large).toBeLessThan(Math.max(small, 4) * 100);
});

test("what ends a long row of names of secrets is still found", () => {
  const { text } = maskOnce(`${"auth:token:".repeat(200)}f5hsirb7ao7474gywrqmf8g90az2cse5`);
  expect(text).not.toContain("f5hsirb7ao7474");
});

test("what stands behind many forms of a key is still found", () => {
  const key = "k4Z8Q~Rb7nXw2LmTq9Vd3KsYf6HcJ1pGzE5uAaW0";
  const { text } = maskOnce(`${"Q~1".repeat(500)} ${"aaa1Q~".padEnd(38, "a")}\n${key}\n`);
  expect(text).not.toContain(key);
});

test("of a long list of keys every one is found, whatever stands between them", () => {
  for (const between of [",", ";", "|", ":", " ", "\n", '","']) {
    const keys = Array.from({ length: 60 }, (_, index) => githubKey(index));
    expect(found(keys.join(between))).toEqual(keys.map((each) => `api_key: ${each}`));
  }
});

function githubKey(index: number): string {
  return `ghp_${`q8Zr2LmX0vTn4KsYb7Wd1HcJf5Rt${index}`.padEnd(36, "Qx7")}`;
}
