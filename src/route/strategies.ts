/** In which order the accounts of a tier are tried. Every order is stable: ties keep theirs. */
import { pressureOf } from "../quota/assess-quota.ts";
import { isSubscription } from "../store/snapshot.ts";
import type { Standing } from "./candidate.ts";
import { sortBy } from "./sort-by.ts";

export interface StrategyInput {
  /** By priority, highest first. */
  readonly standings: readonly Standing[];
  /** US dollars spent this month by account id. */
  readonly spendOf: (accountId: string) => number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Requests routed here before this one: the round-robin position. */
  readonly turn: () => number;
}

type Strategy = (input: StrategyInput) => readonly Standing[];

const strategies: ReadonlyMap<string, Strategy> = new Map<string, Strategy>([
  ["priority", byPriority],
  ["round-robin", ({ standings, turn }) => rotate(standings, turn())],
  [
    "least-used",
    ({ standings, spendOf }) =>
      sortBy(standings, ({ candidate: { account } }) => spendOf(account.id)),
  ],
  [
    "budget-aware",
    ({ standings, spendOf }) => sortBy(standings, (each) => budgetShare(each, spendOf)),
  ],
  ["quota-aware", ({ standings, time }) => sortBy(standings, (each) => quotaPressure(each, time))],
]);

export const fallbackStrategy = "priority";

export const strategyNames: readonly string[] = [...strategies.keys()];

export function isStrategy(name: string): boolean {
  return strategies.has(name);
}

/** Orders candidates; unknown names order by priority. */
export function orderBy(name: string, input: StrategyInput): readonly Standing[] {
  return (strategies.get(name) ?? byPriority)(input);
}

function byPriority({ standings }: StrategyInput): readonly Standing[] {
  return standings;
}

function rotate(standings: readonly Standing[], turn: number): readonly Standing[] {
  if (standings.length === 0) return standings;
  const first = turn % standings.length;
  return [...standings.slice(first), ...standings.slice(0, first)];
}

/**
 * A subscription of which no window is known has told nothing yet, or has begun a new one that
 * nobody has used: all of its quota may expire, and asking it once tells.
 */
function quotaPressure({ candidate: { account }, quota }: Standing, time: number): number {
  const isUnknown = quota.runs.length === 0 && isSubscription(account);
  return isUnknown ? allExpires : pressureOf(quota, time);
}

/** The pressure of a window that is over in a moment, and unused. */
const allExpires = -1;

/**
 * Share of the monthly budget that is used up. Accounts without a budget come last: money that
 * was set aside is spent before money without a limit.
 */
function budgetShare(standing: Standing, spendOf: StrategyInput["spendOf"]): number {
  const { account } = standing.candidate;
  if (account.monthlyBudget === null) return Number.POSITIVE_INFINITY;
  return spendOf(account.id) / account.monthlyBudget;
}
