import { readColumnNames } from "./complete-schema.ts";
import type { StoreDatabase } from "./open-database.ts";
import { formatTimestamp, startOfMonth } from "./timestamp.ts";

export interface MonthSpendReader {
  /** US dollars by account id in the calendar month (UTC) that holds `now`. */
  read(now: number): ReadonlyMap<string, number>;
}

interface SpentRow {
  readonly accountId: unknown;
  readonly spent: unknown;
}

/**
 * Sums the usage table. A month can have a million rows and every change by another process asks
 * again, so only rows added since the last time are read: the table is only ever appended to.
 */
export function createMonthSpendReader({ client }: StoreDatabase): MonthSpendReader {
  let month = Number.NaN;
  let lastRow = 0;
  let spend = new Map<string, number>();

  function add(since: number): void {
    // The unary plus keeps SQLite from walking the index on created_at instead of the new rows.
    const createdAt = since === 0 ? "created_at" : "+created_at";
    const rows = client
      .query<SpentRow, [string, number]>(
        `SELECT account_id AS accountId, sum(cost_usd) AS spent FROM usage
        WHERE ${createdAt} >= ? AND rowid > ? GROUP BY account_id`,
      )
      .all(formatTimestamp(month), since);
    for (const { accountId, spent } of rows) {
      if (typeof accountId !== "string" || typeof spent !== "number") continue;
      spend.set(accountId, (spend.get(accountId) ?? 0) + spent);
    }
  }

  return {
    read(now) {
      const columns = readColumnNames(client, "usage");
      if (!["account_id", "cost_usd", "created_at"].every((name) => columns.has(name))) {
        return new Map();
      }
      const newest = client
        .query<{ last: number | null }, []>("SELECT max(rowid) AS last FROM usage")
        .get();
      const last = newest?.last ?? 0;
      if (month !== startOfMonth(now) || last < lastRow) {
        month = startOfMonth(now);
        lastRow = 0;
        spend = new Map();
      }
      if (last > lastRow) add(lastRow);
      lastRow = last;
      return new Map(spend);
    },
  };
}
