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
  expect(quotas.assess("a", sonnet).parkedUntil).toBeNull();
});

test("an account is parked until the last of several", () => {
  const { quotas, answer } = startQuotas();
  answer("a", opus, unifiedHeaders({ ...weekUsedUp, "5h-status": "rejected" }));
  expect(quotas.assess("a", opus).parkedUntil).toBe(quotaTime + 3 * dayMs);
});

test("an account is parked for one model only when the bucket is that model's", () => {
  const { quotas, answer } = startQuotas();
  answer("a", fable, unifiedHeaders(modelUsedUp));
  expect(quotas.assess("a", fable).parkedUntil).toBe(quotaTime + 4 * dayMs);
  expect(quotas.assess("a", "anthropic/claude-fable-6").parkedUntil).toBe(quotaTime + 4 * dayMs);
  expect(quotas.assess("a", opus).parkedUntil).toBeNull();
  answer("b", "gpt-5.5", codexHeaders);
  expect(quotas.assess("b", "gpt-5.3-codex-spark").parkedUntil).toBe(quotaTime + 457_949_000);
  expect(quotas.assess("b", "gpt-5.5").parkedUntil).toBeNull();
});

test("an account is parked for the model that was refused, whatever the bucket is called", () => {
  const { quotas, answer } = startQuotas();
  answer("a", opus, unifiedHeaders(modelUsedUp));
  expect(quotas.assess("a", opus).parkedUntil).toBe(quotaTime + 4 * dayMs);
  expect(quotas.assess("a", sonnet).parkedUntil).toBeNull();
});

test("an account is parked no longer once a later answer shows that it serves again", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", opus, unifiedHeaders({ status: "rejected", reset: epochSeconds(6 * dayMs) }));
  answer("b", fable, unifiedHeaders(modelUsedUp));
  expect(quotas.assess("a", opus).parkedUntil).toBe(quotaTime + 6 * dayMs);
  at(hourMs);
  answer("a", sonnet, unifiedHeaders({ status: "allowed" }));
  expect(quotas.assess("a", opus)).toMatchObject({ parkedUntil: null, headroom: 1 });
  answer("b", opus, unifiedHeaders(quietDay));
  expect(quotas.assess("b", fable).parkedUntil).toBe(quotaTime + 4 * dayMs);
  answer("b", fable, unifiedHeaders(quietDay));
  expect(quotas.assess("b", fable).parkedUntil).toBeNull();
});

test("an account is parked still after an answer that was paid for", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", opus, unifiedHeaders(weekUsedUp));
  at(hourMs);
  const paid = { status: "allowed", "overage-status": "allowed", "overage-in-use": "true" };
  answer("a", opus, unifiedHeaders(paid));
  expect(quotas.assess("a", opus).parkedUntil).toBe(quotaTime + 3 * dayMs);
});

test("an account is parked by an empty bucket only until it has something to give", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", "gpt-5.5", { ...openaiHeaders, "x-ratelimit-remaining-tokens": "0" });
  const parkedUntil = quotas.assess("a", "gpt-5.5").parkedUntil ?? 0;
  expect(parkedUntil - quotaTime).toBeCloseTo(33_119 * limits.quotaRefillShare, 0);
  at(parkedUntil - quotaTime);
  expect(quotas.assess("a", "gpt-5.5").parkedUntil).toBeNull();
  expect(quotas.assess("a", "gpt-5.5").headroom).toBeLessThan(0.1);
  const few = {
    "x-ratelimit-limit-requests": "5",
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "60s",
  };
  answer("b", "gpt-5.5", few);
  const now = parkedUntil;
  expect(quotas.assess("b", "gpt-5.5").parkedUntil).toBeCloseTo(now + 12_000, 0);
});

test("what routing remembers of an account ends with a reset, and with the next answer", () => {
  const { quotas, answer, at } = startQuotas();
  const parkedUntil = (afterMs: number) =>
    quotas.lasting("a", opus, quotaTime + afterMs).parkedUntil;
  answer("a", opus, unifiedHeaders({ ...quietDay, "5h-utilization": "1" }));
  expect(parkedUntil(0)).toBe(quotaTime + 2 * hourMs);
  expect(parkedUntil(2 * hourMs - 1)).toBe(quotaTime + 2 * hourMs);
  expect(parkedUntil(2 * hourMs)).toBeNull();
  // A clock that is set back.
  expect(parkedUntil(hourMs)).toBe(quotaTime + 2 * hourMs);
  at(hourMs);
  answer("a", opus, unifiedHeaders({ ...quietDay, "5h-utilization": "0.2" }));
  expect(parkedUntil(hourMs)).toBeNull();
});
