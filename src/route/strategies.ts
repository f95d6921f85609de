/** In which order the accounts of a tier are tried. Every order is stable: ties keep theirs. */
import type { Candidate, Choice } from "./candidate.ts";

export interface StrategyInput {
  readonly candidates: readonly Candidate[];
  /** The row behind each candidate, for its priority. */
  readonly choiceOf: (candidate: Candidate) => Choice;
  /** US dollars spent this month by account id. */
  readonly spendOf: (accountId: string) => number;
  /** How far the use of its quota is ahead of its time; below zero, quota will expire unused. */
  readonly pressureOf: (candidate: Candidate) => number;
  /** Requests routed here before this one: the round-robin position. */
  readonly turn: () => number;
}

type Strategy = (input: StrategyInput) => readonly Candidate[];

const strategies: ReadonlyMap<string, Strategy> = new Map<string, Strategy>([
  ["priority", byPriority],
  ["round-robin", (input) => rotate(byPriority(input), input.turn())],
  [
    "least-used",
    (input) =>
      byPriority(input).toSorted(
        (left, right) => input.spendOf(left.account.id) - input.spendOf(right.account.id),
      ),
  ],
  [
    "budget-aware",
    (input) =>
      byPriority(input).toSorted(
        (left, right) => budgetShare(left, input.spendOf) - budgetShare(right, input.spendOf),
      ),
  ],
  [
    "quota-aware",
    (input) =>
      byPriority(input).toSorted((left, right) => input.pressureOf(left) - input.pressureOf(right)),
  ],
]);

export const fallbackStrategy = "priority";

export const strategyNames: readonly string[] = [...strategies.keys()];

export function isStrategy(name: string): boolean {
  return strategies.has(name);
}

/** Orders candidates; unknown names order by priority. */
export function orderBy(name: string, input: StrategyInput): readonly Candidate[] {
  return (strategies.get(name) ?? byPriority)(input);
}

function byPriority({ candidates, choiceOf }: StrategyInput): readonly Candidate[] {
  return candidates.toSorted(
    (left, right) => choiceOf(right).row.priority - choiceOf(left).row.priority,
  );
}

function rotate(candidates: readonly Candidate[], turn: number): readonly Candidate[] {
  if (candidates.length === 0) return candidates;
  const first = turn % candidates.length;
  return [...candidates.slice(first), ...candidates.slice(0, first)];
}

/**
 * Share of the monthly budget that is used up. Accounts without a budget come last: money that
 * was set aside is spent before money without a limit.
 */
function budgetShare({ account }: Candidate, spendOf: StrategyInput["spendOf"]): number {
  if (account.monthlyBudget === null) return Number.POSITIVE_INFINITY;
  return spendOf(account.id) / account.monthlyBudget;
}
