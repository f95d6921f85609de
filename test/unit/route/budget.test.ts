/** What could go wrong: requests at once spend more than the month allows, or money stays set aside. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Binding } from "../../../src/affinity/binding.ts";
import { createBindings } from "../../../src/affinity/bindings.ts";
import { limits } from "../../../src/base/limits.ts";
import { overrideKey } from "../../../src/prices/price-account.ts";
import { readRequest } from "../../../src/read/read-request.ts";
import { checkBudget } from "../../../src/route/check-budget.ts";
import { billingOf, createEstimator } from "../../../src/route/estimate-cost.ts";
import { createSpend } from "../../../src/route/spend.ts";
import type { Account } from "../../../src/store/snapshot.ts";
import { accountOf } from "../../support/account.ts";

const now = Date.UTC(2026, 10, 22, 12);
const account = accountOf({ name: "a", monthlyBudget: 20 });

function check(estimateUsd: number | null, spentUsd: number, reservedUsd = 0) {
  return checkBudget({ account, estimateUsd, spentUsd, reservedUsd, now });
}

describe("a budget", () => {
  test("is no limit for an account without one", () => {
    const facts = { estimateUsd: 1e9, spentUsd: 1e9, reservedUsd: 1e9, now };
    expect(checkBudget({ account: accountOf(), ...facts })).toBeNull();
  });

  test("holds what fits, to the last cent", () => {
    expect(check(1, 19)).toBeNull();
    expect(check(1, 18, 1)).toBeNull();
    expect(check(0, 19.99)).toBeNull();
  });

  test("that is used up says when the month resets", () => {
    expect(check(0, 20)).toMatchObject({
      kind: "budget",
      reason: "has used its monthly budget of $20 (a new month begins on 2026-12-01, 00:00 UTC)",
      waitMs: Date.UTC(2026, 11, 1) - now,
    });
  });

  test("too small for this request says what is left and what it may cost", () => {
    expect(check(0.805, 19.7)?.reason).toStartWith(
      "has $0.30 left of its monthly budget of $20, and this request may cost $0.81",
    );
  });

  test("that others may need is worth a short wait", () => {
    expect(check(1, 18, 1.5)).toMatchObject({
      reason: "has $2 left of its monthly budget of $20, which requests under way may need",
      waitMs: limits.budgetWaitMs,
    });
  });

  test("lets a request of unknown price through while anything is left", () => {
    expect(check(null, 19.99, 5)).not.toBeNull();
    expect(check(null, 19.99)).toBeNull();
    expect(check(null, 20)).not.toBeNull();
  });
});

test("however requests overlap, what was spent stays within the budget", () => {
  const step = fc.record({
    likely: fc.double({ min: 0.001, max: 3, noNaN: true }),
    /** What it really costs, as a share of the estimate. */
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    ends: fc.nat(5),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const spend = createSpend();
      const underWay: { cost: number; release: () => void }[] = [];
      const end = () => {
        const request = underWay.shift();
        if (request === undefined) return;
        spend.add("a", request.cost);
        request.release();
        request.release();
      };
      for (const { likely, share, ends } of steps) {
        if (check(likely, spend.of("a"), spend.reserved("a")) === null) {
          const { release } = spend.reserve("a", likely);
          underWay.push({ cost: likely * share, release });
        }
        for (let count = 0; count < ends; count++) end();
        expect(spend.of("a")).toBeLessThanOrEqual(20 + 1e-9);
      }
      while (underWay.length > 0) end();
      expect(spend.reserved("a")).toBe(0);
      expect(spend.of("a")).toBeLessThanOrEqual(20 + 1e-9);
    }),
  );
});

function requestOf(body: object) {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const request = readRequest({ operation: "messages", dialect: "anthropic-messages", bytes });
  if (!request.ok) throw new Error(request.failure.message);
  return request.value;
}

function estimate(body: object, changes: { home?: Binding; model?: string } = {}) {
  const { model = "claude-opus-4-6", home = null } = changes;
  const limitsOf = () => ({ output: model === "claude-opus-4-6" ? 8_000 : null, context: null });
  const estimateUsd = createEstimator({ request: requestOf(body), limitsOf, home, now });
  return estimateUsd({ account, model, billing: billingOf(account, model) });
}

/** About 30,000 tokens. */
const body = {
  model: "m",
  max_tokens: 1_000,
  messages: [{ role: "user", content: "x".repeat(90_000) }],
};
const million = 1_000_000;

describe("what a request will probably cost", () => {
  test("its bytes as input, its limit as output, at the account's price", () => {
    expect(estimate(body)).toBeCloseTo((30_020 * 5 + 1_000 * 25) / million, 2);
    expect(estimate(body, { model: "claude-sonnet-4-6" })).toBeCloseTo(
      (30_020 * 3 + 1_000 * 15) / million,
      2,
    );
  });

  test("the limit is the clamped one, and a usual one without any", () => {
    const { max_tokens: _, ...unlimited } = body;
    const input = (30_020 * 5) / million;
    expect(estimate({ ...body, max_tokens: 64_000 })).toBeCloseTo(
      input + (8_000 * 25) / million,
      2,
    );
    expect(estimate(unlimited)).toBeCloseTo(input + (limits.usualOutputTokens * 25) / million, 2);
  });

  test("what a client has cached costs what writing costs, and at home what reading costs", () => {
    const cached = { ...body, cache_control: { type: "ephemeral" } };
    expect(estimate(cached)).toBeCloseTo((30_030 * 6.25 + 1_000 * 25) / million, 2);
    const bindings = createBindings({
      now: () => now - 1_000,
      save: () => undefined,
      load: () => [],
    });
    const key = {
      id: "c",
      callerId: "local",
      session: "c",
      source: "session-header",
      needsState: false,
    } as const;
    bindings.bind(key, account.id, "first");
    const none = { cacheWrite5m: 0, cacheWrite1h: 0, output: 10, reasoning: 0 };
    const usage = { input: 10, cacheRead: 29_990, ...none };
    bindings.touch(key, { accountId: account.id, usage, hasThinking: false });
    const home = bindings.lookup(key);
    if (home === null) throw new Error("not bound");
    expect(estimate(cached, { home })).toBeCloseTo((30_000 * 0.5 + 1_000 * 25) / million, 2);
    const elsewhere = { ...home, accountId: "id-b" };
    expect(estimate(cached, { home: elsewhere })).toBe(estimate(cached));
  });

  test("unknown for a model without a price", () => {
    expect(estimate(body, { model: "nobody-knows-me" })).toBeNull();
  });
});

const limitsByAddress = ({ baseUrl }: Account) => ({
  output: baseUrl === null ? 8_000 : 100,
  context: null,
});

/** By account, asked in this order. */
function costsOf(order: readonly Account[]) {
  const request = requestOf({ ...body, max_tokens: 64_000 });
  const estimateUsd = createEstimator({ request, limitsOf: limitsByAddress, home: null, now });
  const model = "claude-opus-4-6";
  return new Map(
    order.map((each) => {
      const billing = billingOf(each, model);
      return [each.name, estimateUsd({ account: each, model, billing })];
    }),
  );
}

test("each account is asked at its own price and its own limit, whoever was asked before", () => {
  const dear = new Map([[overrideKey("claude-opus-4-6"), { input: 1_000, output: 1_000 }]]);
  const fleet = [
    accountOf({ name: "list price" }),
    accountOf({ name: "own price", prices: dear }),
    accountOf({ name: "own server", baseUrl: "http://127.0.0.1:8000" }),
  ];
  const costs = costsOf(fleet);
  const input = 30_020 * 5;
  expect(costs.get("list price")).toBeCloseTo((input + 8_000 * 25) / million, 2);
  expect(costs.get("own price")).toBeCloseTo(38_020_000 / million, 0);
  expect(costs.get("own server")).toBeCloseTo((input + 100 * 25) / million, 2);
  expect(costsOf(fleet.toReversed())).toEqual(new Map([...costs].toReversed()));
});
