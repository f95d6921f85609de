/** What could go wrong: a model of another vendor lands in a tier that nobody meant. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { matchTierRule, parseTierRules } from "../../../src/route/tier-rules.ts";

function tierOf(model: string, rules: unknown): unknown {
  const parsed = parseTierRules(JSON.stringify(rules));
  if (!parsed.ok) throw new Error(parsed.failure);
  return matchTierRule(model, parsed.value);
}

const rules = {
  "gpt-5.1-codex": "sonnet",
  "gpt-*-mini": "haiku",
  "gpt-5*": "opus",
  "*flash*": "haiku",
  "claude-*": null,
};

test.each([
  ["gpt-5.1-codex", "sonnet"],
  ["GPT-5.1-Codex", "sonnet"],
  ["gpt-5.1-codex-max", "opus"],
  ["gpt-5-mini", "haiku"],
  ["gpt--mini", "haiku"],
  ["gpt-mini", undefined],
  ["gemini-3-flash-lite", "haiku"],
  ["claude-opus-4-6", null],
  ["o3", undefined],
  ["", undefined],
])("%s: %p", (model, tier) => {
  expect(tierOf(model, rules)).toBe(tier as never);
});

test.each(["", "[]", "null", "3", '{"a": "huge"}', '{"a": 1}', "{broken"])(
  "%s is refused",
  (text) => {
    expect(parseTierRules(text).ok).toBe(false);
  },
);

test("a star stands for any text, as in a regular expression", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "-"), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "-", "*"), maxLength: 8 });
  fc.assert(
    fc.property(text, pattern, (name, glob) => {
      const expected = new RegExp(`^${glob.replaceAll("*", ".*")}$`).test(name);
      expect(tierOf(name, { [glob]: "opus" }) === "opus").toBe(expected);
    }),
  );
});

test("a hostile pattern takes linear time", () => {
  const started = performance.now();
  tierOf("a".repeat(50_000), { [`${"a*".repeat(5_000)}b`]: "opus" });
  expect(performance.now() - started).toBeLessThan(200);
});
