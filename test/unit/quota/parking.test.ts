// What could go wrong: an account is parked for ever, or for models that it could serve.
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import {
  codexHeaders,
  dayMs,
  epochSeconds,
  hourMs,
  modelUsedUp,
  openaiHeaders,
  quietDay,
  quotaTime,
  unifiedHeaders,
  weekUsedUp,
} from "../../support/quota-headers.ts";
import { fable, opus, sonnet, startQuotas } from "../../support/quota-rig.ts";

test("an account is parked until the used-up window resets", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", opus, unifiedHeaders(weekUsedUp));
  expect(quotas.assess("a", sonnet)).toMatchObject({
    headroom: 0,
    parkedUntil: quotaTime + 3 * dayMs,
    isInOverage: false,
  });
  at(3 * dayMs);
  expect(quotas.parkedUntil("a", sonnet)).toBeNull();
});

test("an account is parked until the last of several", () => {
  const { quotas, answer } = startQuotas();
  answer("a", opus, unifiedHeaders({ ...weekUsedUp, "5h-status": "rejected" }));
  expect(quotas.parkedUntil("a", opus)).toBe(quotaTime + 3 * dayMs);
});

test("an account is parked for one model only when the bucket is that model's", () => {
  const { quotas, answer } = startQuotas();
  answer("a", fable, unifiedHeaders(modelUsedUp));
  expect(quotas.parkedUntil("a", fable)).toBe(quotaTime + 4 * dayMs);
  expect(quotas.parkedUntil("a", "anthropic/claude-fable-6")).toBe(quotaTime + 4 * dayMs);
  expect(quotas.parkedUntil("a", opus)).toBeNull();
  answer("b", "gpt-5.5", codexHeaders);
  expect(quotas.parkedUntil("b", "gpt-5.3-codex-spark")).toBe(quotaTime + 457_949_000);
  expect(quotas.parkedUntil("b", "gpt-5.5")).toBeNull();
});

test("an account is parked for the model that was refused, whatever the bucket is called", () => {
  const { quotas, answer } = startQuotas();
  answer("a", opus, unifiedHeaders(modelUsedUp));
  expect(quotas.parkedUntil("a", opus)).toBe(quotaTime + 4 * dayMs);
  expect(quotas.parkedUntil("a", sonnet)).toBeNull();
});

test("an account is parked no longer once a later answer shows that it serves again", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", opus, unifiedHeaders({ status: "rejected", reset: epochSeconds(6 * dayMs) }));
  answer("b", fable, unifiedHeaders(modelUsedUp));
  expect(quotas.parkedUntil("a", opus)).toBe(quotaTime + 6 * dayMs);
  at(hourMs);
  answer("a", sonnet, unifiedHeaders({ status: "allowed" }));
  expect(quotas.assess("a", opus)).toMatchObject({ parkedUntil: null, headroom: 1 });
  answer("b", opus, unifiedHeaders(quietDay));
  expect(quotas.parkedUntil("b", fable)).toBe(quotaTime + 4 * dayMs);
  answer("b", fable, unifiedHeaders(quietDay));
  expect(quotas.parkedUntil("b", fable)).toBeNull();
});

test("an account is parked still after an answer that was paid for", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", opus, unifiedHeaders(weekUsedUp));
  at(hourMs);
  const paid = { status: "allowed", "overage-status": "allowed", "overage-in-use": "true" };
  answer("a", opus, unifiedHeaders(paid));
  expect(quotas.parkedUntil("a", opus)).toBe(quotaTime + 3 * dayMs);
});

test("an account is parked by an empty bucket only until it has something to give", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", "gpt-5.5", { ...openaiHeaders, "x-ratelimit-remaining-tokens": "0" });
  const parkedUntil = quotas.parkedUntil("a", "gpt-5.5") ?? 0;
  expect(parkedUntil - quotaTime).toBeCloseTo(33_119 * limits.quotaRefillShare, 0);
  at(parkedUntil - quotaTime);
  expect(quotas.parkedUntil("a", "gpt-5.5")).toBeNull();
  expect(quotas.headroom("a", "gpt-5.5")).toBeLessThan(0.1);
  const few = {
    "x-ratelimit-limit-requests": "5",
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "60s",
  };
  answer("b", "gpt-5.5", few);
  const now = parkedUntil;
  expect(quotas.parkedUntil("b", "gpt-5.5")).toBeCloseTo(now + 12_000, 0);
});
