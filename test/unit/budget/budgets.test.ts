// What could go wrong: a request that waits over midnight is paid by a day that is over.
import { expect, test } from "bun:test";
import { createBudgets } from "../../../src/budget/budgets.ts";
import { emptySnapshot, type Budget } from "../../../src/store/snapshot.ts";
import { attemptRow } from "../../support/store-rows.ts";

const evening = Date.UTC(2026, 10, 30, 23, 59, 59);
const morning = Date.UTC(2026, 11, 1, 0, 0, 1);
const estimate = { usd: 0.6, tokens: 600 };

function rig(budget: Pick<Budget, "span" | "unit" | "amount">) {
  let time = evening;
  const budgets = createBudgets({
    now: () => time,
    warn: () => undefined,
    conversationSpend: () => null,
    keepSpend: () => undefined,
  });
  budgets.observe({ ...emptySnapshot(null), budgets: [{ caller: "alice", ...budget }] });
  const payer = { callerId: "alice", conversation: null };
  return {
    purse: () => budgets.purse({ ...payer, callerName: "Alice" }),
    spend: (costUsd: number) =>
      budgets.add(payer, attemptRow({ at: time, inputTokens: 0, outputTokens: 0, costUsd })),
    sleep: () => void (time = morning),
  };
}

test.each(["day", "month"] as const)("a wait over the end of a %s", (span) => {
  const { purse, spend, sleep } = rig({ span, unit: "usd", amount: 1 });
  spend(0.5);
  const waiting = purse();
  expect(waiting?.check(estimate)).not.toBeNull();
  sleep();
  // What is new can be spent, once.
  expect(waiting?.check(estimate)).toBeNull();
  const giveBack = waiting?.reserve(estimate);
  expect(purse()?.check(estimate)).not.toBeNull();
  giveBack?.();
  spend(0.5);
  expect(waiting?.check(estimate)).not.toBeNull();
});
