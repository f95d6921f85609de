/** What could go wrong: a masked text that is masked again, a changed byte outside, a block that is not seen. */
import { expect, test } from "bun:test";
import { maskText } from "../../../src/guard/mask.ts";
import { readRules } from "../../../src/guard/rules/rules.ts";
import { restoreText } from "../../../src/guard/token/restore.ts";
import { createTenantTokens, createTokens } from "../../../src/guard/token/tokens.ts";
import { allOn, guardKey, maskOnce, mixedText } from "../../support/guard.ts";
import { seeded } from "../../support/sample-form.ts";

const tenant = createTenantTokens(guardKey, "one");

test("masking what is masked changes nothing", () => {
  const random = seeded(5);
  for (let turn = 0; turn < 3_000; turn++) {
    const { text } = maskOnce(mixedText(random));
    expect(maskOnce(text).text).toBe(text);
  }
});

test("outside of the findings every unit stays", () => {
  const random = seeded(6);
  for (let turn = 0; turn < 1_000; turn++) {
    const text = mixedText(random);
    const masked = maskText(text, allOn, createTokens(tenant));
    let done = 0;
    let at = 0;
    for (const { start, end } of masked.findings) {
      const kept = text.slice(done, start);
      expect(masked.text.slice(at).includes(kept)).toBeTrue();
      at = masked.text.indexOf(kept, at) + kept.length;
      done = end;
    }
    expect(masked.text.endsWith(text.slice(done))).toBeTrue();
  }
});

test("a text without findings is the same string", () => {
  const text = "const token = lexer.nextToken();";
  expect(maskOnce(text).text).toBe(text);
});

test("a value and its own token side by side both come back", () => {
  const token = tenant.tokenFor("EMAIL", "alice@corp.io");
  const text = `write ${token} to alice@corp.io`;
  const masked = maskOnce(text);
  expect(masked.text).not.toContain("alice");
  expect(restoreText(masked.text, masked.tokens.originalOf)).toBe(text);
});

test("policies: blocked findings are masked too, reported ones stay, others are off", () => {
  const settings = new Map([
    ["privacy_enabled", "true"],
    ["codegate_guardrail_email_policy", "block"],
    ["codegate_guardrail_ip_address_policy", "report"],
    ["guardrail_iban_enabled", "false"],
  ]);
  const tokens = createTokens(tenant);
  const text = "a@corp.io at 84.17.33.9 pays DE89370400440532013000";
  const masked = maskText(text, readRules(settings), tokens);
  expect(masked.findings.map(({ detector, action }) => `${detector} ${action}`)).toEqual([
    "email block",
    "ip_address report",
  ]);
  expect(masked.text).toBe(
    `${tenant.tokenFor("EMAIL", "a@corp.io")} at 84.17.33.9 pays DE89370400440532013000`,
  );
});

test("when masking is off nothing is looked for", () => {
  const rules = readRules(new Map());
  expect(maskText("a@corp.io", rules, createTokens(tenant))).toEqual({
    text: "a@corp.io",
    findings: [],
  });
});
