// What could go wrong: money is spent beyond the plan, or an account is refused that has none.
import { expect, test } from "bun:test";
import {
  billedByUse,
  chargedBeyondPlan,
  codexHeaders,
  hourMs,
  quietDay,
  quotaTime,
  unifiedHeaders,
  weekUsedUp,
} from "../../support/quota-headers.ts";
import { fable, opus, sonnet, startQuotas } from "../../support/quota-rig.ts";

test("an account is in overage when it answers beyond its plan, until the plan serves again", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", opus, unifiedHeaders(chargedBeyondPlan));
  expect(quotas.assess("a", sonnet)).toMatchObject({
    isInOverage: true,
    parkedUntil: quotaTime + 2 * hourMs,
  });
  at(2 * hourMs);
  expect(quotas.assess("a", sonnet)).toMatchObject({ isInOverage: false, parkedUntil: null });
});

test("an account is in overage before the first charge, when the provider would go on and charge", () => {
  const { quotas, answer } = startQuotas();
  answer("a", opus, unifiedHeaders({ ...weekUsedUp, "overage-status": "allowed_warning" }));
  expect(quotas.assess("a", opus).isInOverage).toBe(true);
  answer("b", opus, unifiedHeaders(weekUsedUp));
  expect(quotas.assess("b", opus).isInOverage).toBe(false);
  const credits = {
    "x-codex-secondary-used-percent": "100",
    "x-codex-credits-has-credits": "True",
  };
  answer("c", "gpt-5.5", { ...codexHeaders, ...credits });
  expect(quotas.assess("c", "gpt-5.5").isInOverage).toBe(true);
  answer("d", "gpt-5.5", { ...codexHeaders, "x-codex-secondary-used-percent": "100" });
  expect(quotas.assess("d", "gpt-5.5").isInOverage).toBe(false);
});

test("an account is in overage for one model only, when that model is not in the plan", () => {
  const { quotas, answer, at } = startQuotas();
  const paid = { ...quietDay, "overage-status": "allowed", "overage-in-use": "true" };
  answer("a", fable, unifiedHeaders(paid));
  expect(quotas.assess("a", fable).isInOverage).toBe(true);
  expect(quotas.assess("a", opus).isInOverage).toBe(false);
  at(1_000);
  answer("a", fable, unifiedHeaders(quietDay));
  expect(quotas.assess("a", fable).isInOverage).toBe(false);
});

test("an account is in overage for every model, when its answers name nothing but what is charged", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", opus, unifiedHeaders(quietDay));
  at(1_000);
  answer("a", opus, unifiedHeaders(billedByUse));
  expect(quotas.assess("a", opus).isInOverage).toBe(true);
  expect(quotas.assess("a", sonnet).isInOverage).toBe(true);
  at(2_000);
  answer("a", sonnet, unifiedHeaders(quietDay));
  expect(quotas.assess("a", sonnet).isInOverage).toBe(false);
});

test("an account is in overage never without a plan to go beyond", () => {
  const { quotas, answer } = startQuotas();
  answer("a", opus, unifiedHeaders(billedByUse));
  expect(quotas.assess("a", opus)).toEqual({
    headroom: 0.75,
    pressure: 0,
    parkedUntil: null,
    isInOverage: false,
  });
  expect(quotas.view("a")?.hasPlan).toBe(false);
});
