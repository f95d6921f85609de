/** `codegate budgets set` and `remove`. */
import { failed, success, type Result } from "../../base/result.ts";
import { oneLine } from "../../process/logger.ts";
import { removeBudgets, setBudgets } from "../../store/manage-budgets.ts";
import { budgetSpans, type Budget } from "../../store/snapshot.ts";
import { complain, exitCodes, type Action, type ParsedWords } from "../command.ts";
import { requireStore } from "../find-store.ts";

const perFlag = { name: "per", value: "TIME" } as const;

export const setAction: Action = {
  name: "set",
  operands: ["CALLER"],
  flags: [
    { ...perFlag, help: "day, month (calendar, UTC) or conversation (all its life)" },
    { name: "usd", value: "AMOUNT", help: "US dollars; 0 lets nothing through" },
    { name: "tokens", value: "NUMBER", help: "Tokens of prompts (cached ones too) and answers" },
  ],
  summary: "Set what a caller may spend in a day, a month or a conversation",
  details: [
    "CALLER is a tenant, local (programs here without a key), global (the global key) or all.",
    "all holds all callers together, or each conversation of whoever.",
    "A running gateway follows with its next request.",
    "What subscriptions answer counts as what the API would take.",
  ],
  examples: [
    "budgets set alice --per day --usd 5",
    "budgets set all --per conversation --usd 2 --tokens 3000000",
  ],
  run(words, { terminal, place, program, now }) {
    const span = parseSpan(words.value("per"));
    if (!span.ok) return complain(terminal, span.failure, exitCodes.misused);
    if (span.value === null) {
      return complain(
        terminal,
        "A budget needs --per day, month or conversation.",
        exitCodes.misused,
      );
    }
    const amounts = parseAmounts(words, span.value);
    if (!amounts.ok) return complain(terminal, amounts.failure, exitCodes.misused);
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const [reference = ""] = words.operands;
    const done = setBudgets(place, reference, amounts.value, now());
    if (!done.ok) return complain(terminal, done.failure);
    terminal.out.line(`The budget of ${oneLine(done.value.name)} is set.`);
    return exitCodes.done;
  },
};

export const removeAction: Action = {
  name: "remove",
  operands: ["CALLER"],
  flags: [{ ...perFlag, help: "Only the one of this time; all when left out" }],
  summary: "Remove the budgets of a caller",
  examples: ["budgets remove alice", "budgets remove all --per conversation"],
  run(words, { terminal, place, program }) {
    const span = parseSpan(words.value("per"));
    if (!span.ok) return complain(terminal, span.failure, exitCodes.misused);
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const done = removeBudgets(place, words.operands[0] ?? "", span.value);
    if (!done.ok) return complain(terminal, done.failure);
    const name = oneLine(done.value.name);
    if (done.value.removed === 0) return complain(terminal, `${name} has no such budget.`);
    terminal.out.line(`The budget of ${name} is removed.`);
    return exitCodes.done;
  },
};

function parseSpan(given: string | undefined): Result<Budget["span"] | null, string> {
  if (given === undefined) return success(null);
  const span = budgetSpans.find((each) => each === given);
  return span === undefined ? failed(`--per is one of ${budgetSpans.join(", ")}.`) : success(span);
}

type NewBudget = Pick<Budget, "span" | "unit" | "amount">;

function parseAmounts(
  words: ParsedWords,
  span: Budget["span"],
): Result<readonly NewBudget[], string> {
  const usd = words.value("usd");
  const tokens = words.value("tokens");
  if (usd === undefined && tokens === undefined) {
    return failed("A budget needs an amount: --usd or --tokens, or both.");
  }
  if (usd !== undefined && !/^\d{1,9}(\.\d{1,4})?$/.test(usd)) {
    return failed("--usd is an amount in US dollars, for example 5 or 2.50.");
  }
  if (tokens !== undefined && !/^\d{1,15}$/.test(tokens)) {
    return failed("--tokens is a whole number, for example 3000000.");
  }
  return success([
    ...(usd === undefined ? [] : [{ span, unit: "usd" as const, amount: Number(usd) }]),
    ...(tokens === undefined ? [] : [{ span, unit: "tokens" as const, amount: Number(tokens) }]),
  ]);
}
