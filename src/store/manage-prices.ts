/** Prices of models as the command line lists, sets and removes them. */
import { and, eq } from "drizzle-orm/sql";
import { success, type Result } from "../base/result.ts";
import { overrideKey } from "../prices/price-account.ts";
import type { Rates } from "../prices/price-table.ts";
import { changeStore, readStore, type StorePlace } from "./change-store.ts";
import { everyAccount, readRates } from "./read-prices.ts";
import { codegatePrices } from "./schema.ts";
import { formatTimestamp } from "./timestamp.ts";

export interface OwnPrice {
  /** Null = for every account. */
  readonly accountId: string | null;
  /** In plain form (`overrideKey`). */
  readonly model: string;
  /** Null = the row makes no sense and is not used. */
  readonly rates: Rates | null;
}

export function listOwnPrices(place: StorePlace): Result<readonly OwnPrice[], string> {
  return readStore(place, ({ orm }) =>
    success(
      orm
        .select()
        .from(codegatePrices)
        .all()
        .map((row) => ({
          accountId: row.accountId === everyAccount ? null : row.accountId,
          model: overrideKey(String(row.model)),
          rates: readRates(row),
        })),
    ),
  );
}

export function setOwnPrice(
  place: StorePlace,
  { accountId, model, rates }: OwnPrice & { readonly rates: Rates },
  now: number,
): Result<null, string> {
  const values = {
    input: rates.input,
    cacheRead: rates.cacheRead ?? null,
    cacheWrite5m: rates.cacheWrite5m ?? null,
    cacheWrite1h: rates.cacheWrite1h ?? null,
    output: rates.output,
    updatedAt: formatTimestamp(now),
  };
  const key = { accountId: accountId ?? everyAccount, model: overrideKey(model) };
  return changeStore(place, ({ orm }) => {
    orm
      .insert(codegatePrices)
      .values({ ...key, ...values })
      .onConflictDoUpdate({
        target: [codegatePrices.accountId, codegatePrices.model],
        set: values,
      })
      .run();
    return success(null);
  });
}

/** True when there was one. */
export function removeOwnPrice(
  place: StorePlace,
  { accountId, model }: Pick<OwnPrice, "accountId" | "model">,
): Result<boolean, string> {
  return changeStore(place, ({ orm }) => {
    const removed = orm
      .delete(codegatePrices)
      .where(
        and(
          eq(codegatePrices.accountId, accountId ?? everyAccount),
          eq(codegatePrices.model, overrideKey(model)),
        ),
      )
      .returning({ model: codegatePrices.model })
      .all();
    return success(removed.length > 0);
  });
}
