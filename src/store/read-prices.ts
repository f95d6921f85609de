/** Prices that a user has set, as the picture shows them. */
import { overrideKey, type PriceOverrides } from "../prices/price-account.ts";
import type { Rates } from "../prices/price-table.ts";
import type { RawRow } from "./raw-row.ts";
import { readNumber, textOrNull } from "./read-values.ts";
import type { Account } from "./snapshot.ts";

/** An empty account id stands for every account. */
export const everyAccount = "";

/** Gives each account its prices: those for all, and over them its own. */
export function withPrices(
  accounts: ReadonlyMap<string, Account>,
  rows: readonly RawRow[],
): ReadonlyMap<string, Account> {
  const byAccount = new Map<string, Map<string, Rates>>();
  for (const row of rows) {
    const accountId = typeof row["accountId"] === "string" ? row["accountId"] : everyAccount;
    const model = textOrNull(row["model"]);
    const rates = readRates(row);
    if (model === null || rates === null) continue;
    const own = byAccount.get(accountId) ?? new Map<string, Rates>();
    byAccount.set(accountId, own.set(overrideKey(model), rates));
  }
  if (byAccount.size === 0) return accounts;
  const shared: PriceOverrides = byAccount.get(everyAccount) ?? new Map();
  return new Map(
    Array.from(accounts, ([id, account]) => {
      const prices = new Map([...shared, ...(byAccount.get(id) ?? [])]);
      return [id, { ...account, prices }] as const;
    }),
  );
}

/** Null when a rate that every answer needs is missing, or one makes no sense. */
export function readRates(row: RawRow): Rates | null {
  const input = rateOf(row["input"]);
  const output = rateOf(row["output"]);
  if (typeof input !== "number" || typeof output !== "number") return null;
  const others = ["cacheRead", "cacheWrite5m", "cacheWrite1h"] as const;
  const caches = others.map((name) => [name, rateOf(row[name])] as const);
  if (caches.some(([, rate]) => rate === undefined)) return null;
  return { input, output, ...Object.fromEntries(caches.filter(([, rate]) => rate !== null)) };
}

/** Null = none is given; undefined = what is there is no price. */
function rateOf(value: unknown): number | null | undefined {
  const number = readNumber(value);
  if (!number.ok || (number.value !== null && number.value < 0)) return undefined;
  return number.value;
}
