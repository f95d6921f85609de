import { success, type Result } from "../../base/result.ts";
import type { NewAccount } from "../../store/check-account.ts";
import type { ParsedWords } from "../command.ts";
import { misused, type Complaint } from "../complaint.ts";

type Numbers = Pick<NewAccount, "priority" | "rateLimit" | "monthlyBudget">;

/** The flags that are numbers; those that were not given are left out. */
export function readNumbers(words: ParsedWords): Result<Numbers, Complaint> {
  const priority = readNumber(words, "priority", /^-?\d{1,9}$/, "a whole number");
  if (!priority.ok) return priority;
  const rateLimit = readRateLimit(words);
  if (!rateLimit.ok) return rateLimit;
  const amount = /^\d{1,9}(\.\d{1,4})?$/;
  const budget = readNumber(words, "monthly-budget", amount, "an amount in US dollars");
  if (!budget.ok) return budget;
  return success({
    priority: priority.value,
    rateLimit: rateLimit.value,
    monthlyBudget: budget.value,
  });
}

export function readRateLimit(words: ParsedWords): Result<number | undefined, Complaint> {
  const what = "a whole number of requests a minute, or 0 for no limit";
  return readNumber(words, "rate-limit", /^\d{1,9}$/, what);
}

function readNumber(
  words: ParsedWords,
  flag: string,
  form: RegExp,
  what: string,
): Result<number | undefined, Complaint> {
  const given = words.value(flag);
  if (given === undefined) return success(undefined);
  return form.test(given) ? success(Number(given)) : misused(`--${flag} is ${what}.`);
}
