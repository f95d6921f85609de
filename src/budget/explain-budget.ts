/** A budget in words: whose it is, what is left, when it renews and how to raise it. */
import { dollars } from "../base/dollars.ts";
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import { everyCaller, type Budget, type Spent } from "../store/snapshot.ts";
import { startOfNextDay, startOfNextMonth } from "../store/timestamp.ts";

export interface BudgetState {
  readonly budget: Budget;
  /** Its caller as people call it: a tenant's name, "local", "global" or "all". */
  readonly callerName: string;
  readonly spent: Spent;
  /** Set aside for requests under way, in the budget's unit. */
  readonly reserved: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Unpaid {
  readonly refusal: Refusal;
  /** Milliseconds until it may be asked again; null = waiting does not help. */
  readonly waitMs: number | null;
}

/** Why a request that may need so much (in the budget's unit) is not paid for; null = it is. */
export function checkState(state: BudgetState, need: number): Unpaid | null {
  const { budget, reserved, now } = state;
  const left = budget.amount - spentOf(state);
  if (left > 0 && need + reserved <= left) return null;
  const name = budgetName(state);
  if (left > 0 && need <= left) {
    const message = `${name} has ${amountOf(budget, left)} left, which requests under way may need.`;
    const retryAfterSeconds = Math.ceil(limits.budgetWaitMs / 1_000);
    return {
      refusal: { kind: "rate_limit", message, retryAfterSeconds },
      waitMs: limits.budgetWaitMs,
    };
  }
  const renewal = renewsAt(budget, now);
  const what =
    left <= 0
      ? `is used up: ${spentText(state)} of ${budgetText(budget)} is spent`
      : `has ${amountOf(budget, left)} left of ${budgetText(budget)} ` +
        `(${spentText(state)} is spent), and this request may take ${amountOf(budget, need)}`;
  const message = `${name} ${what}. ${renewalText(renewal)}, or raise it with: ${raiseCommand(state)}`;
  const waitMs = renewal === null ? null : renewal - now;
  const wait = waitMs === null ? {} : { retryAfterSeconds: Math.ceil(waitMs / 1_000) };
  return { refusal: { kind: "over_budget", message, retryable: false, ...wait }, waitMs };
}

/** A sentence as soon as most of it is spent; null before. */
export function warningOf(state: BudgetState): string | null {
  const { budget, now } = state;
  const spent = spentOf(state);
  if (spent < budget.amount * limits.budgetWarningShare) return null;
  const share = budget.amount === 0 ? 100 : Math.floor((100 * spent) / budget.amount);
  const used = `${spentText(state)} of ${budgetText(budget)}`;
  return `${budgetName(state)} is ${share} % used (${used}). ${renewalText(renewsAt(budget, now))}.`;
}

export function spentOf({ budget, spent }: Pick<BudgetState, "budget" | "spent">): number {
  return budget.unit === "usd" ? spent.usd : spent.tokens;
}

/** "At least" where a part is not known. */
export function spentText({ budget, spent }: Pick<BudgetState, "budget" | "spent">): string {
  const amount = amountOf(budget, spentOf({ budget, spent }));
  return spent.partlyKnown > 0 ? `at least ${amount}` : amount;
}

export function amountOf({ unit }: Pick<Budget, "unit">, amount: number): string {
  return unit === "usd" ? dollars(amount) : `${Math.ceil(amount).toLocaleString("en-US")} tokens`;
}

/** As it was set: a budget of half a cent must not read as one of a cent. */
export function budgetText(budget: Pick<Budget, "unit" | "amount">): string {
  const { unit, amount } = budget;
  const isCents = unit === "tokens" || Number.isInteger(amount * 100);
  return isCents ? amountOf(budget, amount) : `$${amount}`;
}

/** Milliseconds since the epoch; null = it is for the life of a conversation. */
export function renewsAt({ span }: Pick<Budget, "span">, now: number): number | null {
  if (span === "conversation") return null;
  return span === "day" ? startOfNextDay(now) : startOfNextMonth(now);
}

function renewalText(renewal: number | null): string {
  if (renewal === null) return "It does not renew: begin a new conversation";
  return `It renews on ${new Date(renewal).toISOString().slice(0, 10)}, 00:00 UTC`;
}

function budgetName({ budget, callerName }: BudgetState): string {
  if (budget.span === "conversation") {
    const whose =
      budget.caller === everyCaller ? "" : ` (for each of ${whoText(budget, callerName)})`;
    return `The budget of this conversation${whose}`;
  }
  const span = budget.span === "day" ? "daily" : "monthly";
  return `The ${span} budget of ${whoText(budget, callerName)}`;
}

const others: Readonly<Record<string, string>> = {
  [everyCaller]: "all callers together",
  local: "programs on this machine without a key",
  global: "the global key",
};

function whoText({ caller }: Budget, callerName: string): string {
  return Object.hasOwn(others, caller) ? (others[caller] ?? "") : `tenant "${callerName}"`;
}

function raiseCommand({ budget, callerName }: BudgetState): string {
  const { caller, span, unit } = budget;
  const name = Object.hasOwn(others, caller) ? caller : callerName;
  const operand = /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
  return `codegate budgets set ${operand} --per ${span} --${unit} AMOUNT`;
}
