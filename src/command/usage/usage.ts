/** `codegate usage`: what a month has cost, and what of that is not known. */
import { failed, success, type Result } from "../../base/result.ts";
import {
  ledgerGroups,
  readLedger,
  type LedgerGroup,
  type LedgerLine,
} from "../../store/read-ledger.ts";
import { startOfMonth } from "../../store/timestamp.ts";
import { describeQuota } from "../accounts/account-health.ts";
import { readAccounts } from "../accounts/read-health.ts";
import { budgetJson, readBudgetLines } from "../budgets/budget-lines.ts";
import { showBudgets } from "../budgets/show-budgets.ts";
import { complain, exitCodes, type Action, type Command, type CommandRooms } from "../command.ts";
import { readIfThere } from "../find-store.ts";
import { showLedger, sumLines } from "./show-ledger.ts";

const usageAction: Action = {
  name: "",
  operands: [],
  flags: [
    { name: "month", value: "YYYY-MM", help: "The calendar month (UTC); this one when left out" },
    { name: "by", value: "GROUP", help: "account (the default), model, tenant or day" },
    { name: "json", help: "One JSON object for programs" },
  ],
  summary: "Show what a month has cost",
  details: [
    "Counts every call to a provider, failed ones included.",
    '"At least" stands where a count or a price is not known.',
    "Accounts paid by the month cost nothing per answer: API WORTH is what the API would take.",
  ],
  examples: ["usage", "usage --by model", "usage --month 2026-10 --by day --json"],
  run(words, rooms) {
    const { terminal, place, now } = rooms;
    const month = parseMonth(words.value("month"), now());
    if (!month.ok) return complain(terminal, month.failure, exitCodes.misused);
    const group = parseGroup(words.value("by"));
    if (!group.ok) return complain(terminal, group.failure, exitCodes.misused);
    const from = month.value;
    const read = readIfThere<readonly LedgerLine[]>(
      place,
      (there) => readLedger(there, { from }, group.value),
      [],
    );
    if (!read.ok) return complain(terminal, read.failure);
    const quotaTexts = readQuotas(rooms, group.value, from);
    if (!quotaTexts.ok) return complain(terminal, quotaTexts.failure);
    const quotas = quotaTexts.value;
    const budgetLines = readBudgetLines(rooms);
    if (!budgetLines.ok) return complain(terminal, budgetLines.failure);
    const name = new Date(from).toISOString().slice(0, 7);
    const total = sumLines(read.value);
    if (words.has("json")) {
      const lines = read.value.map((line) => toJson(line, quotas.get(line.name ?? "")));
      const budgets = budgetLines.value.map(budgetJson);
      const report = { month: name, by: group.value, lines, total: toJson(total), budgets };
      terminal.out.line(JSON.stringify(report, null, 2));
      return exitCodes.done;
    }
    const ledger = { month: name, group: group.value, lines: read.value, total, quotas };
    showLedger(ledger, terminal.out);
    if (budgetLines.value.length > 0) {
      terminal.out.line();
      showBudgets(budgetLines.value, terminal.out);
    }
    return exitCodes.done;
  },
};

export const usageCommand: Command = {
  name: "usage",
  summary: usageAction.summary,
  actions: [usageAction],
};

function parseMonth(given: string | undefined, now: number): Result<number, string> {
  if (given === undefined) return success(now);
  const found = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(given);
  if (found === null) return failed("--month is a year and a month, for example 2026-11.");
  return success(Date.UTC(Number(found[1]), Number(found[2]) - 1, 1));
}

function parseGroup(given = "account"): Result<LedgerGroup, string> {
  const group = ledgerGroups.find((each) => each === given);
  return group === undefined
    ? failed(`--by is one of ${ledgerGroups.join(", ")}.`)
    : success(group);
}

/** Quotas are of now: they say nothing of a month that is over. */
function readQuotas(
  rooms: CommandRooms,
  group: LedgerGroup,
  month: number,
): Result<ReadonlyMap<string, string>, string> {
  const isNow = startOfMonth(month) === startOfMonth(rooms.now());
  if (group !== "account" || !isNow) return success(new Map());
  const read = readAccounts(rooms);
  if (!read.ok) return read;
  const known = read.value.accounts.flatMap(({ account, quota }) =>
    describeQuota(quota?.windows ?? []).map((text) => [account.name, text] as const),
  );
  return success(new Map(known));
}

function toJson(line: LedgerLine, quota?: string): unknown {
  return {
    name: line.name,
    ...(quota === undefined ? {} : { quota }),
    attempts: line.attempts,
    failed_attempts: line.failed,
    input_tokens: line.input,
    cache_read_tokens: line.cacheRead,
    cache_write_tokens: line.cacheWrite,
    output_tokens: line.output,
    spent_usd: line.spentUsd,
    api_equivalent_usd: line.equivalentUsd,
    is_at_least: line.atLeast + line.unpriced > 0,
    attempts_of_partial_cost: line.atLeast,
    attempts_of_unknown_cost: line.unpriced,
  };
}
