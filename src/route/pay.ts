/** Whether a request is paid for at a candidate: by the account's budget and by its caller's. */
import type { Estimate, Purse } from "../budget/budgets.ts";
import type { Candidate, Skip } from "./candidate.ts";
import { checkBudget } from "./check-budget.ts";
import type { Estimator, TokenEstimator } from "./estimate-cost.ts";

/** What a request may cost, and who pays. */
export interface Payment {
  /** What it will probably cost there, US dollars; null = its price is not known. */
  readonly estimateUsd: Estimator;
  /** Tokens of its prompt and of the longest answer to it; absent = no budget counts them. */
  readonly estimateTokens?: TokenEstimator;
  /** What its caller may spend; absent or null = nothing limits that. */
  readonly purse?: Purse | null;
}

export interface PayRooms {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** US dollars spent this month by account id. */
  readonly spendOf: (accountId: string) => number;
  /** US dollars set aside for requests under way, by account id. */
  readonly reservedOf: (accountId: string) => number;
}

type Place = Pick<Candidate, "account" | "model" | "billing">;

/** Null = the account and the caller can pay for the request at this moment. */
export function whyUnpaid(place: Place, payment: Payment, rooms: PayRooms): Skip | null {
  return byAccount(place, payment, rooms) ?? byCaller(place, payment);
}

function byAccount(
  place: Place,
  { estimateUsd }: Payment,
  { spendOf, reservedOf, now }: PayRooms,
): Skip | null {
  const { account } = place;
  if (account.monthlyBudget === null) return null;
  return checkBudget({
    account,
    estimateUsd: estimateUsd(place),
    spentUsd: spendOf(account.id),
    reservedUsd: reservedOf(account.id),
    now: now(),
  });
}

function byCaller(place: Place, payment: Payment): Skip | null {
  const { purse } = payment;
  if (purse === null || purse === undefined) return null;
  const unpaid = purse.check(estimateOf(place, payment));
  if (unpaid === null) return null;
  const reason = "may cost more than its caller may spend";
  return { account: place.account, kind: "caller-budget", reason, ...unpaid };
}

/** What the request may take of its caller's budgets. */
export function estimateOf(place: Place, { estimateUsd, estimateTokens }: Payment): Estimate {
  return { usd: estimateUsd(place), tokens: estimateTokens?.(place) ?? 0 };
}
