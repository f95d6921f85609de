/** `codegate accounts set`: what can change of an account without another key. */
import { oneLine } from "../../process/logger.ts";
import { setAccount, type AccountChanges } from "../../store/manage-accounts.ts";
import { complain, exitCodes, type Action } from "../command.ts";
import { requireStore } from "../find-store.ts";
import { readNumbers } from "./read-numbers.ts";

export const setAction: Action = {
  name: "set",
  operands: ["NAME-or-ID"],
  flags: [
    { name: "name", value: "NAME", help: "Call it so from now on" },
    { name: "base-url", value: "URL", help: "Address of its server; its key goes there" },
    { name: "no-base-url", help: "The address of its provider again" },
    { name: "priority", value: "N", help: "Higher is asked first when no config is active" },
    { name: "rate-limit", value: "N", help: "Requests a minute, 0 for no limit" },
    { name: "monthly-budget", value: "USD", help: "US dollars a calendar month" },
    { name: "no-budget", help: "Take the monthly budget away" },
  ],
  summary: "Change name, address, priority, limit a minute or monthly budget of an account",
  details: ["A running gateway follows with its next request."],
  examples: [
    "accounts set 'Claude Max' --priority 5 --rate-limit 0",
    "accounts set Work --monthly-budget 50",
    "accounts set Local --base-url http://127.0.0.1:11434",
  ],
  run(words, { terminal, place, program }) {
    const numbers = readNumbers(words);
    if (!numbers.ok) return complain(terminal, numbers.failure.sentence, numbers.failure.code);
    const { priority, rateLimit, monthlyBudget } = numbers.value;
    if (monthlyBudget === 0) {
      const sentence = "--monthly-budget is more than 0; --no-budget takes it away.";
      return complain(terminal, sentence, exitCodes.misused);
    }
    if (monthlyBudget !== undefined && words.has("no-budget")) {
      return complain(terminal, "--monthly-budget or --no-budget, not both.", exitCodes.misused);
    }
    if (words.has("base-url") && words.has("no-base-url")) {
      return complain(terminal, "--base-url or --no-base-url, not both.", exitCodes.misused);
    }
    const name = words.value("name");
    const baseUrl = words.has("no-base-url") ? null : words.value("base-url")?.trim();
    const changes: AccountChanges = {
      ...(name !== undefined && { name }),
      ...(baseUrl !== undefined && { baseUrl }),
      ...(priority !== undefined && { priority }),
      ...(rateLimit !== undefined && { rateLimit }),
      ...(monthlyBudget !== undefined && { monthlyBudget }),
      ...(words.has("no-budget") && { monthlyBudget: null }),
    };
    if (Object.keys(changes).length === 0) {
      const sentence =
        "Say what to change: --name, --base-url, --no-base-url, --priority, --rate-limit, --monthly-budget, --no-budget.";
      return complain(terminal, sentence, exitCodes.misused);
    }
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const changed = setAccount(place, words.operands[0] ?? "", changes);
    if (!changed.ok) return complain(terminal, changed.failure);
    terminal.out.line(`The account ${oneLine(changed.value.name)} is changed.`);
    return exitCodes.done;
  },
};
