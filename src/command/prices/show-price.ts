/** `codegate prices show`: the price that is used for a model, account by account. */
import { oneLine } from "../../process/logger.ts";
import { priceVersion } from "../../prices/find-price.ts";
import { findAccountPrice, ownVersion, type AccountPrice } from "../../prices/price-account.ts";
import { listAccounts, type AccountListing } from "../../store/manage-accounts.ts";
import { listOwnPrices, type OwnPrice } from "../../store/manage-prices.ts";
import { complain, exitCodes, type Action, type CommandRooms } from "../command.ts";
import { readIfThere } from "../find-store.ts";
import { writeTable, type Column, type Row } from "../terminal/table.ts";

export const showAction: Action = {
  name: "show",
  operands: ["[MODEL]"],
  flags: [{ name: "json", help: "One JSON array for programs" }],
  summary: "Show the price used for a model, or the prices you have set",
  details: [
    `US dollars per million tokens. The table is of ${priceVersion}.`,
    "A cache kind without a price of its own costs what input costs.",
  ],
  examples: ["prices", "prices show claude-sonnet-4-6", "prices show gpt-5.4 --json"],
  run(words, rooms) {
    const model = words.operands[0];
    return model === undefined ? showOwn(rooms, words.has("json")) : showModel(model, rooms, words);
  },
};

const columns: readonly Column[] = [
  { title: "ACCOUNT", canShrink: true },
  { title: "MODEL", canShrink: true },
  { title: "INPUT", isNumber: true },
  { title: "READ", isNumber: true },
  { title: "WRITE 5M", isNumber: true },
  { title: "WRITE 1H", isNumber: true },
  { title: "OUTPUT", isNumber: true },
  { title: "FROM" },
];

function showOwn({ terminal, place, program }: CommandRooms, isJson: boolean): number {
  const own = readIfThere<readonly OwnPrice[]>(place, listOwnPrices, []);
  const accounts = readIfThere<readonly AccountListing[]>(place, listAccounts, []);
  if (!own.ok) return complain(terminal, own.failure);
  if (!accounts.ok) return complain(terminal, accounts.failure);
  const nameOf = (id: string | null) =>
    id === null ? "every account" : (accounts.value.find((each) => each.id === id)?.name ?? id);
  if (isJson) {
    const list = own.value.map(({ accountId, model, rates }) => ({
      account: accountId === null ? null : nameOf(accountId),
      model,
      rates,
    }));
    terminal.out.line(JSON.stringify(list, null, 2));
  } else if (own.value.length === 0) {
    terminal.out.line(`The price table of ${priceVersion} is used; you have set no price.`);
    terminal.out.line(`See a model's price with: ${program} prices show MODEL`);
  } else {
    const rows = own.value.map(({ accountId, model, rates }) => {
      const price = rates === null ? null : { price: { ...rates, id: model }, version: ownVersion };
      return rowOf(nameOf(accountId), model, price);
    });
    writeTable(terminal.out, columns, rows);
  }
  return exitCodes.done;
}

function showModel(
  model: string,
  { terminal, place, now, program }: CommandRooms,
  words: { has(name: string): boolean },
): number {
  const accounts = readIfThere(place, listAccounts, []);
  if (!accounts.ok) return complain(terminal, accounts.failure);
  const found = accounts.value.map((account) => ({
    account: account.name,
    found: findAccountPrice(account, model, now()),
  }));
  if (words.has("json")) {
    const list = found.map(({ account, found: price }) => ({
      account,
      model,
      price: price?.price ?? null,
      from: price?.version ?? null,
    }));
    terminal.out.line(JSON.stringify(list, null, 2));
    return exitCodes.done;
  }
  if (found.length === 0) {
    terminal.error.line(`There are no accounts yet. Add one with: ${program} accounts add`);
    return exitCodes.done;
  }
  const rows = found.map(({ account, found: price }) => rowOf(account, model, price));
  writeTable(terminal.out, columns, rows);
  if (found.some(({ found: price }) => price === null)) {
    const command = `${program} prices set ${oneLine(model)} --input USD --output USD`;
    terminal.out.line(`Where the price is unknown, set it with: ${command}`);
  }
  return exitCodes.done;
}

function rowOf(account: string, model: string, found: AccountPrice | null): Row {
  const price = found?.price;
  const rates = [
    price?.input,
    price?.cacheRead,
    price?.cacheWrite5m,
    price?.cacheWrite1h,
    price?.output,
  ];
  const texts = [
    oneLine(account),
    oneLine(price?.id ?? model),
    ...rates.map((rate) => (rate === undefined ? "" : String(rate))),
    found === null ? "unknown" : found.version === ownVersion ? "you" : found.version,
  ];
  const tiers = price?.tiers ?? [];
  const notes = tiers.map(
    ({ above, input, output }) =>
      `Prompts of more than ${above} tokens: input ${input}, output ${output}.`,
  );
  return { cells: texts.map((text) => ({ text })), notes };
}
