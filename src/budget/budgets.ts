/** The budgets of callers: what limits a request, and what it takes from them. */
import { limits } from "../base/limits.ts";
import { spentBy } from "../store/read-caller-spend.ts";
import type { AttemptRow } from "../store/rows.ts";
import { everyCaller, type Budget, type Snapshot } from "../store/snapshot.ts";
import { startOfNextDay } from "../store/timestamp.ts";
import { checkState, warningOf, type BudgetState, type Unpaid } from "./explain-budget.ts";
import {
  createPots,
  potOf,
  type Estimate,
  type Payer,
  type Pot,
  type PotsOptions,
} from "./pots.ts";

export interface Budgets {
  observe(snapshot: Snapshot): void;
  /** What limits the requests of a payer; null = nothing does. */
  purse(payer: Payer & { readonly callerName: string }): Purse | null;
  /** An attempt has cost this. */
  add(payer: Payer, row: AttemptRow): void;
}

export interface Purse {
  /** Why such a request is not paid for; null = it is. */
  check(estimate: Estimate): Unpaid | null;
  /** Sets it aside; the function it returns gives it back. */
  reserve(estimate: Estimate): () => void;
  /** Sentences about budgets of which most is spent. */
  warnings(): readonly string[];
}

export interface BudgetsOptions extends PotsOptions {
  readonly now: () => number;
  /** Told once of each budget of which most is spent. */
  readonly warn: (message: string) => void;
}

interface Line {
  readonly budget: Budget;
  readonly pot: Pot;
}

export function createBudgets({ now, warn, ...options }: BudgetsOptions): Budgets {
  const pots = createPots(options);
  let all: Snapshot["budgets"] = [];
  /** At most one entry for each tenant, and two. */
  let byCaller = new Map<string, readonly Budget[]>();
  const warnOnce = createOnce(warn);

  function linesOf(payer: Payer): readonly Line[] {
    return budgetsOf(payer).flatMap((budget) => {
      const pot = potOf(budget, payer, now());
      return pot === null ? [] : [{ budget, pot }];
    });
  }

  function purseOf(payer: Payer, first: readonly Line[], callerName: string): Purse {
    const linesNow = perDay(first, () => linesOf(payer), now);
    const stateOf = ({ budget, pot }: Line): BudgetState => ({
      budget,
      callerName,
      spent: pots.spent(pot),
      reserved: pots.reserved(pot, budget.unit),
      now: now(),
    });
    return {
      check(estimate) {
        const unpaid = linesNow().flatMap((line) => {
          // What has no known price is not counted afterwards either.
          const need = estimate[line.budget.unit] ?? 0;
          return checkState(stateOf(line), need) ?? [];
        });
        // The one that holds longest says most.
        return unpaid.reduce<Unpaid | null>(longer, null);
      },
      reserve: (estimate) =>
        pots.reserve(
          linesNow().map(({ pot }) => pot),
          estimate,
        ),
      warnings: () =>
        linesNow().flatMap((line) => {
          const warning = warningOf(stateOf(line));
          if (warning !== null) warnOnce(line, warning);
          return warning ?? [];
        }),
    };
  }

  /** Own ones and those of everybody; found once for each caller. */
  function budgetsOf({ callerId }: Payer): readonly Budget[] {
    const known = byCaller.get(callerId);
    if (known !== undefined) return known;
    const own = all.filter(({ caller }) => caller === callerId || caller === everyCaller);
    byCaller.set(callerId, own);
    return own;
  }

  return {
    observe(snapshot) {
      if (all !== snapshot.budgets) byCaller = new Map();
      all = snapshot.budgets;
      pots.observe(snapshot);
    },
    purse(payer) {
      if (all.length === 0) return null;
      const lines = linesOf(payer);
      return lines.length === 0 ? null : purseOf(payer, lines, payer.callerName);
    },
    add(payer, row) {
      if (all.length === 0) return;
      const { at } = row;
      const spent = spentBy(row);
      pots.add(payer, at, spent);
      const { conversation } = payer;
      const isLimited = budgetsOf(payer).some(({ span }) => span === "conversation");
      if (conversation !== null && isLimited) pots.addToConversation(conversation, at, spent);
    },
  };
}

/** What holds for a day, found anew when a request has waited over midnight. */
function perDay<Value>(first: Value, find: () => Value, now: () => number): () => Value {
  let value = first;
  let end = startOfNextDay(now());
  return () => {
    if (now() < end) return value;
    end = startOfNextDay(now());
    value = find();
    return value;
  };
}

/** The log is told once of each budget in its time; a budget that is set anew is another one. */
function createOnce(warn: (message: string) => void): (line: Line, warning: string) => void {
  const warned = new Set<string>();
  return ({ budget, pot: { period, conversation } }, warning) => {
    const name = JSON.stringify([budget.caller, budget.unit, period, conversation, budget.amount]);
    if (warned.has(name)) return;
    if (warned.size >= limits.warnedBudgets) warned.clear();
    warned.add(name);
    warn(warning);
  };
}

function longer(one: Unpaid | null, other: Unpaid): Unpaid {
  if (one === null) return other;
  return (other.waitMs ?? Infinity) > (one.waitMs ?? Infinity) ? other : one;
}

export type { Estimate, Payer } from "./pots.ts";
