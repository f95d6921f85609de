/** The price of a model for one account: what its user has set goes before the table. */
import { findPrice, priceVersion } from "./find-price.ts";
import { plainName, withoutRelease } from "./name-forms.ts";
import type { Price, Rates } from "./price-table.ts";

/** Rates that a user has set, by the plain name of the model (`overrideKey`). */
export type PriceOverrides = ReadonlyMap<string, Rates>;

/** What of an account decides its prices. */
export interface PricedAccount {
  readonly provider: string;
  readonly prices?: PriceOverrides;
}

export interface AccountPrice {
  readonly price: Price;
  /** Written beside the cost: the day of the table, or "own". */
  readonly version: string;
}

export const ownVersion = "own";

export function overrideKey(model: string): string {
  return plainName(model.trim());
}

/** Null = the price is not known. `atMs` is the time of the request. */
export function findAccountPrice(
  account: PricedAccount,
  model: string,
  atMs?: number,
): AccountPrice | null {
  return ownPrice(account, model) ?? tablePrice(account, model, atMs);
}

/**
 * The price of an answer: of the model that the provider says it served, which may be another than
 * the one that was asked for, else of the latter.
 */
export function findServedPrice(
  account: PricedAccount,
  names: { readonly asked: string; readonly served: string | null },
  atMs: number,
): AccountPrice | null {
  const { asked, served } = names;
  if (served === null) return findAccountPrice(account, asked, atMs);
  const isSame =
    served === asked || withoutRelease(plainName(served)) === withoutRelease(plainName(asked));
  return (
    ownPrice(account, served) ??
    (isSame ? ownPrice(account, asked) : null) ??
    tablePrice(account, served, atMs) ??
    findAccountPrice(account, asked, atMs)
  );
}

function ownPrice({ prices }: PricedAccount, model: string): AccountPrice | null {
  if (prices === undefined || prices.size === 0) return null;
  const plain = overrideKey(model);
  const id = [plain, withoutRelease(plain)].find((name) => prices.has(name));
  const rates = id === undefined ? undefined : prices.get(id);
  if (id === undefined || rates === undefined) return null;
  return { price: { ...rates, id }, version: ownVersion };
}

function tablePrice(
  { provider }: PricedAccount,
  model: string,
  atMs?: number,
): AccountPrice | null {
  const price = findPrice(provider, model, atMs);
  return price === null ? null : { price, version: priceVersion };
}
