/** Whether an account's monthly budget can hold one more request. */
import { dollars } from "../base/dollars.ts";
import { limits } from "../base/limits.ts";
import type { Account } from "../store/snapshot.ts";
import { startOfNextMonth } from "../store/timestamp.ts";
import type { Skip } from "./candidate.ts";

export interface BudgetFacts {
  readonly account: Account;
  /** What the request will probably cost, US dollars; null = its price is not known. */
  readonly estimateUsd: number | null;
  readonly spentUsd: number;
  /** Set aside for requests under way, US dollars. */
  readonly reservedUsd: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Why the request cannot be paid for; null = it can. What has no known price is not counted
 * afterwards either, so that it is let through as long as anything is left.
 */
export function checkBudget(facts: BudgetFacts): Skip | null {
  const { estimateUsd, spentUsd, reservedUsd } = facts;
  const { monthlyBudget } = facts.account;
  if (monthlyBudget === null) return null;
  const left = monthlyBudget - spentUsd;
  const fits = left > 0 && (estimateUsd ?? 0) + reservedUsd <= left;
  return fits ? null : explain(facts, monthlyBudget, left);
}

function explain(facts: BudgetFacts, monthlyBudget: number, left: number): Skip {
  const { account, estimateUsd, now } = facts;
  const cost = estimateUsd ?? 0;
  const budget = `its monthly budget of ${dollars(monthlyBudget)}`;
  const reset = startOfNextMonth(now);
  const month = `a new month begins on ${new Date(reset).toISOString().slice(0, 10)}, 00:00 UTC`;
  const skip = (reason: string, waitMs: number): Skip => ({
    account,
    kind: "budget",
    reason,
    waitMs,
  });
  if (left <= 0) return skip(`has used ${budget} (${month})`, reset - now);
  const rest = `has ${dollars(left)} left of ${budget}`;
  if (cost > left) {
    return skip(`${rest}, and this request may cost ${dollars(cost)} (${month})`, reset - now);
  }
  return skip(`${rest}, which requests under way may need`, limits.budgetWaitMs);
}
