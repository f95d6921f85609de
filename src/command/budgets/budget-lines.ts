/** The budgets with what is spent of them, as far as the database knows. */
import { success, type Result } from "../../base/result.ts";
import { budgetText, renewsAt, spentOf, spentText } from "../../budget/explain-budget.ts";
import { createPots, potOf } from "../../budget/pots.ts";
import { limits } from "../../base/limits.ts";
import { oneLine } from "../../process/logger.ts";
import { readSnapshotOnce } from "../../store/read-once.ts";
import { emptySnapshot, type Budget, type Snapshot, type Spent } from "../../store/snapshot.ts";
import type { CommandRooms } from "../command.ts";
import { readIfThere } from "../find-store.ts";

export interface BudgetLine {
  /** As people call it. */
  readonly caller: string;
  readonly span: Budget["span"];
  /** In words, as is what is spent ("" for conversations: each has its own). */
  readonly budget: string;
  readonly spent: string;
  /** Null for conversations. */
  readonly share: number | null;
  /** "2026-12-01"; null = it does not renew. */
  readonly renews: string | null;
  readonly raw: Budget;
  readonly rawSpent: Spent | null;
}

export function readBudgetLines({
  place,
  now,
}: Pick<CommandRooms, "place" | "now">): Result<readonly BudgetLine[], string> {
  const read = readIfThere(place, (at) => readSnapshotOnce(at, now()), emptySnapshot(null));
  return read.ok ? success(linesOf(read.value, now())) : read;
}

function linesOf(snapshot: Snapshot, now: number): readonly BudgetLine[] {
  const pots = createPots({ conversationSpend: () => null, keepSpend: () => undefined });
  pots.observe(snapshot);
  const tenants = [...snapshot.tenantsByKeyDigest.values()];
  return snapshot.budgets.map((budget) => {
    const pot = potOf(budget, { callerId: budget.caller, conversation: null }, now);
    const spent = pot === null ? null : pots.spent(pot);
    const renewal = renewsAt(budget, now);
    return {
      caller: oneLine(tenants.find(({ id }) => id === budget.caller)?.name ?? budget.caller),
      span: budget.span,
      budget: budgetText(budget),
      spent: spent === null ? "" : spentText({ budget, spent }),
      share: spent === null ? null : shareOf(budget, spent),
      renews: renewal === null ? null : new Date(renewal).toISOString().slice(0, 10),
      raw: budget,
      rawSpent: spent,
    };
  });
}

function shareOf(budget: Budget, spent: Spent): number {
  return budget.amount === 0 ? 1 : spentOf({ budget, spent }) / budget.amount;
}

/** Those of which most is spent: what `codegate status` has to tell. */
export function isNearlySpent({ share }: BudgetLine): boolean {
  return share !== null && share >= limits.budgetWarningShare;
}

export function budgetJson(line: BudgetLine): unknown {
  const { raw, rawSpent } = line;
  return {
    caller: line.caller,
    per: raw.span,
    unit: raw.unit,
    amount: raw.amount,
    spent: rawSpent === null ? null : spentOf({ budget: raw, spent: rawSpent }),
    is_at_least: rawSpent === null ? null : rawSpent.partlyKnown > 0,
    renews: line.renews,
  };
}
