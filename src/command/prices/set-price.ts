/** `codegate prices set` and `remove`. */
import { failed, success, type Result } from "../../base/result.ts";
import type { Rates } from "../../prices/price-table.ts";
import { findAccount } from "../../store/manage-accounts.ts";
import { removeOwnPrice, setOwnPrice } from "../../store/manage-prices.ts";
import {
  complain,
  exitCodes,
  type Action,
  type CommandRooms,
  type ParsedWords,
} from "../command.ts";
import { requireStore } from "../find-store.ts";

const accountFlag = {
  name: "account",
  value: "NAME",
  help: "Only for this account; for every account when left out",
} as const;

const rateFlags = [
  { name: "input", field: "input", help: "Prompt tokens" },
  { name: "output", field: "output", help: "Tokens of the answer, reasoning included" },
  { name: "cache-read", field: "cacheRead", help: "Prompt tokens read from a cache" },
  { name: "cache-write", field: "cacheWrite5m", help: "Prompt tokens written to a cache" },
  { name: "cache-write-1h", field: "cacheWrite1h", help: "The same for an hour" },
] as const;

export const setAction: Action = {
  name: "set",
  operands: ["MODEL"],
  flags: [...rateFlags.map(({ name, help }) => ({ name, value: "USD", help })), accountFlag],
  summary: "Set the price of a model, US dollars per million tokens",
  details: [
    "It goes before the price table from the next request on; what is written down stays.",
    "A cache kind that is left out costs what input costs.",
  ],
  examples: ["prices set my-model --input 0.5 --output 1.5 --account local"],
  run(words, rooms) {
    const { terminal, place, now } = rooms;
    const [model = ""] = words.operands;
    const rates = readRates(words);
    if (!rates.ok) return complain(terminal, rates.failure, exitCodes.misused);
    const accountId = findScope(words, rooms);
    if (!accountId.ok) return complain(terminal, accountId.failure);
    const entry = { accountId: accountId.value, model, rates: rates.value };
    const done = setOwnPrice(place, entry, now());
    if (!done.ok) return complain(terminal, done.failure);
    terminal.out.line(`The price of ${model} is set.`);
    return exitCodes.done;
  },
};

export const removeAction: Action = {
  name: "remove",
  operands: ["MODEL"],
  flags: [accountFlag],
  summary: "Use the price table again",
  examples: ["prices remove my-model --account local"],
  run(words, rooms) {
    const { terminal, place } = rooms;
    const [model = ""] = words.operands;
    const accountId = findScope(words, rooms);
    if (!accountId.ok) return complain(terminal, accountId.failure);
    const removed = removeOwnPrice(place, { accountId: accountId.value, model });
    if (!removed.ok) return complain(terminal, removed.failure);
    if (!removed.value) return complain(terminal, `No price of ${model} is set there.`);
    terminal.out.line(`The price of ${model} is removed.`);
    return exitCodes.done;
  },
};

function findScope(
  words: ParsedWords,
  { place, program }: CommandRooms,
): Result<string | null, string> {
  const there = requireStore(place, program);
  if (!there.ok) return there;
  const reference = words.value("account");
  if (reference === undefined) return success(null);
  const account = findAccount(place, reference);
  return account.ok ? success(account.value.id) : account;
}

function readRates(words: ParsedWords): Result<Rates, string> {
  const rates: Record<string, number> = {};
  for (const { name, field } of rateFlags) {
    const given = words.value(name);
    if (given === undefined) continue;
    if (!/^\d{1,6}(\.\d{1,9})?$/.test(given)) {
      return failed(`--${name} is an amount in US dollars per million tokens.`);
    }
    rates[field] = Number(given);
  }
  const { input, output, ...caches } = rates;
  return input === undefined || output === undefined
    ? failed("A price needs --input and --output.")
    : success({ input, output, ...caches });
}
