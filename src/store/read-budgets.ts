/** The budgets of callers, as the picture shows them. */
import type { RawRow } from "./raw-row.ts";
import { readNumber } from "./read-values.ts";
import { budgetSpans, budgetUnits, type Budget } from "./snapshot.ts";

export interface ReadBudgets {
  readonly budgets: readonly Budget[];
  /** Sentences about rows that make no sense. */
  readonly complaints: readonly string[];
}

export function readBudgets(rows: readonly RawRow[]): ReadBudgets {
  const read = rows.map(readBudget);
  return {
    budgets: read.filter((each) => typeof each !== "string"),
    complaints: read.filter((each) => typeof each === "string"),
  };
}

/** A sentence when the row makes no sense. */
function readBudget(row: RawRow): Budget | string {
  const { caller } = row;
  const span = budgetSpans.find((each) => each === row["span"]);
  const unit = budgetUnits.find((each) => each === row["unit"]);
  const amount = readNumber(row["amount"]);
  const isWhole = typeof caller === "string" && span !== undefined && unit !== undefined;
  if (isWhole && amount.ok && amount.value !== null && amount.value >= 0) {
    return { caller, span, unit, amount: amount.value };
  }
  return `A budget of ${String(caller)} in codegate_budgets makes no sense and holds nobody back.`;
}
