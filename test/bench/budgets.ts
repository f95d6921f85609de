/**
 * What callers' budgets cost a request: `bun test/bench/budgets.ts`. The traffic is a team's: 50 tenants
 * with budgets for a day, a month and each conversation, 100 requests under way.
 */
import { createBudgets } from "../../src/budget/budgets.ts";
import { emptySnapshot, type Budget } from "../../src/store/snapshot.ts";
import { attemptRow } from "../support/store-rows.ts";

const rounds = 20_000;
const spans = ["day", "month", "conversation"] as const;

function measure(name: string, limits: readonly Budget[]): void {
  const budgets = createBudgets({
    now: Date.now,
    warn: () => undefined,
    conversationSpend: () => ({ usd: 0, tokens: 0, partlyKnown: 0 }),
    keepSpend: () => undefined,
  });
  budgets.observe({ ...emptySnapshot(null), budgets: limits });
  const row = attemptRow({ at: Date.now(), costUsd: 0.001 });
  const estimate = { usd: 0.01, tokens: 1_000 };
  const request = (index: number): (() => void) => {
    const payer = { callerId: `tenant-${index % 50}`, conversation: `c${index % 1_000}` };
    const purse = budgets.purse({ ...payer, callerName: "t" });
    purse?.check(estimate);
    purse?.check(estimate);
    const giveBack = purse?.reserve(estimate);
    purse?.warnings();
    return () => {
      budgets.add(payer, row);
      giveBack?.();
    };
  };
  const underWay = Array.from({ length: 100 }, (_, index) => request(index));
  let best = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < 5; pass++) {
    const begun = Bun.nanoseconds();
    for (let round = 0; round < rounds; round++) {
      const slot = round % underWay.length;
      underWay[slot]?.();
      underWay[slot] = request(round);
    }
    best = Math.min(best, (Bun.nanoseconds() - begun) / rounds);
  }
  console.log(`${name}: ${(best / 1_000).toFixed(2)} µs a request`);
}

const team = Array.from({ length: 50 }, (_, index): Budget[] =>
  spans.map((span) => ({ caller: `tenant-${index}`, span, unit: "usd", amount: 1e9 })),
).flat();
measure("no budget", []);
measure("150 budgets of 50 tenants", team);
measure("one budget of everybody", [{ caller: "all", span: "day", unit: "usd", amount: 1e9 }]);
