/** What could go wrong: a switch of the dashboard that does nothing, or a pattern that stops the gateway. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { detectorIds } from "../../../src/guard/finding.ts";
import { compilePattern } from "../../../src/guard/rules/linear-pattern.ts";
import { readRules } from "../../../src/guard/rules/rules.ts";
import { found } from "../../support/guard.ts";

const on: readonly (readonly [string, string])[] = [["privacy_enabled", "true"]];

function actions(...settings: readonly (readonly [string, string])[]): string[] {
  const rules = readRules(new Map([...on, ...settings]));
  return detectorIds.filter((id) => rules.actions[id] !== null);
}

test("all fifteen are on unless the settings say otherwise", () => {
  expect(actions()).toEqual([...detectorIds]);
  expect(actions(["privacy_categories", ""])).toEqual([...detectorIds]);
  expect(actions(["privacy_categories", "email, jwt"])).toEqual(["jwt", "email"]);
  expect(actions(["privacy_categories", "email"], ["guardrail_name_enabled", "1"])).toEqual([
    "email",
    "name",
  ]);
  expect(actions(["guardrail_email_enabled", "no"])).not.toContain("email");
  expect(actions(["guardrail_email_enabled", ""])).toContain("email");
});

test("a tenant's own setting goes before the database's", () => {
  const database = new Map([...on, ["guardrail_email_enabled", "true"]] as const);
  const rules = readRules(database, new Map([["guardrail_email_enabled", "false"]]));
  expect(rules.actions.email).toBeNull();
  expect(readRules(database, new Map([["privacy_enabled", "false"]])).enabled).toBeFalse();
  expect(rules.version).not.toBe(readRules(database).version);
  expect(readRules(database).version).toBe(readRules(new Map(database)).version);
});

test("an unknown policy masks", () => {
  const rules = readRules(new Map([...on, ["codegate_guardrail_jwt_policy", "blcok"]]));
  expect(rules.actions.jwt).toBe("mask");
});

test("allowed values and patterns are left alone", () => {
  const rules = readRules(
    new Map([
      ...on,
      ["codegate_guardrail_allow", "84.17.33.9\nme@corp.io"],
      [
        "codegate_guardrail_allow_patterns",
        String.raw`[a-z]+@example\.(com|org)
(a+)+\1`,
      ],
    ]),
  );
  expect(found("84.17.33.9 me@corp.io bob@example.org you@corp.io", rules)).toEqual([
    "email: you@corp.io",
  ]);
  expect(found("xbob@example.org.uk", rules)).toHaveLength(1);
  expect(rules.complaints).toHaveLength(1);
});

test("patterns mean what regular expressions mean", () => {
  const piece = fc.constantFrom(
    "a",
    "b",
    ".",
    "[ab]",
    "[^a]",
    "a*",
    "b+",
    "a?",
    "(a|b)",
    "(ab)*",
    "(?:a|bb){1,3}",
    String.raw`\d`,
    "a{2}",
    "[a-c]{1,}",
    String.raw`\.`,
  );
  const pattern = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(""));
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "1", "."), maxLength: 10 });
  fc.assert(
    fc.property(pattern, text, (written, value) => {
      const compiled = compilePattern(written);
      if (!compiled.ok) throw new Error(compiled.failure);
      expect(compiled.value(value)).toBe(new RegExp(`^(?:${written})$`).test(value));
    }),
    { seed: 11, numRuns: 2_000 },
  );
});

test("no pattern takes more than linear time, and what cannot be so is refused", () => {
  const compiled = compilePattern("(a|a)*(a*)*b");
  if (!compiled.ok) throw new Error(compiled.failure);
  const begun = performance.now();
  expect(compiled.value("a".repeat(20_000))).toBeFalse();
  expect(performance.now() - begun).toBeLessThan(2_000);
  for (const refused of [
    "(",
    ")",
    "a**",
    "*a",
    "(?=a)",
    "(?<x>a)",
    String.raw`\1`,
    String.raw`\b`,
    "[a",
    "a{3,2}",
    "(a{999}){999}",
    "a^b",
    "a".repeat(600),
    "\\",
  ]) {
    expect([refused, compilePattern(refused).ok]).toEqual([refused, false]);
  }
});
