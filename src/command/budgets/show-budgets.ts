/** `codegate budgets`: what callers may spend, and what of that they have. */
import { exitCodes, complain, type Action } from "../command.ts";
import { writeTable, type Column, type Row } from "../terminal/table.ts";
import type { Output } from "../terminal/terminal.ts";
import { budgetJson, readBudgetLines, type BudgetLine } from "./budget-lines.ts";

export const showAction: Action = {
  name: "show",
  operands: [],
  flags: [{ name: "json", help: "One JSON array for programs" }],
  summary: "Show the budgets and what is spent of them",
  details: [
    '"At least" stands where a count or a price is not known.',
    "What requests under way may need is not shown; the running gateway counts it too.",
  ],
  examples: ["budgets", "budgets show --json"],
  run(words, rooms) {
    const { terminal, program } = rooms;
    const read = readBudgetLines(rooms);
    if (!read.ok) return complain(terminal, read.failure);
    const { out } = terminal;
    if (words.has("json")) out.line(JSON.stringify(read.value.map(budgetJson), null, 2));
    else if (read.value.length === 0) {
      out.line("No caller has a budget.");
      out.line(`Set one with: ${program} budgets set CALLER --per day --usd AMOUNT`);
    } else showBudgets(read.value, out);
    return exitCodes.done;
  },
};

const columns: readonly Column[] = [
  { title: "CALLER", canShrink: true },
  { title: "PER" },
  { title: "BUDGET", isNumber: true },
  { title: "SPENT", isNumber: true },
  { title: "USED", isNumber: true },
  { title: "RENEWS" },
];

export function showBudgets(lines: readonly BudgetLine[], out: Output): void {
  writeTable(out, columns, lines.map(rowOf));
}

function rowOf({ caller, span, budget, spent, share, renews }: BudgetLine): Row {
  const used = share === null ? "" : `${Math.floor(share * 100)} %`;
  const texts = [caller, span, budget, spent, used, renews ?? ""];
  return { cells: texts.map((text) => ({ text })), notes: [] };
}
