import { and, gte, sql } from "drizzle-orm";
import { readColumnNames } from "./complete-schema.ts";
import type { StoreDatabase } from "./open-database.ts";
import { usage } from "./schema.ts";
import { formatTimestamp, startOfMonth } from "./timestamp.ts";

export interface MonthSpendReader {
  /** US dollars by account id in the calendar month (UTC) that holds `now`. */
  read(now: number): ReadonlyMap<string, number>;
}

/**
 * Sums the usage table. A month can have a million rows and every change by another process asks
 * again, so only rows added since the last time are read: the table is only ever appended to.
 */
export function createMonthSpendReader(database: StoreDatabase): MonthSpendReader {
  let month = Number.NaN;
  let lastRow = 0;
  let spend = new Map<string, number>();

  function add(since: number): void {
    // The unary plus keeps SQLite from walking the index on created_at instead of the new rows.
    const started = formatTimestamp(month);
    const isInMonth =
      since === 0 ? gte(usage.createdAt, started) : sql`+${usage.createdAt} >= ${started}`;
    const rows = database.orm
      .select({ accountId: usage.accountId, spent: sql<unknown>`sum(${usage.costUsd})` })
      .from(usage)
      .where(and(isInMonth, sql`rowid > ${since}`))
      .groupBy(usage.accountId)
      .all();
    for (const { accountId, spent } of rows) {
      if (typeof accountId !== "string" || typeof spent !== "number") continue;
      spend.set(accountId, (spend.get(accountId) ?? 0) + spent);
    }
  }

  return {
    read(now) {
      const columns = readColumnNames(database.client, "usage");
      if (!["account_id", "cost_usd", "created_at"].every((name) => columns.has(name))) {
        return new Map();
      }
      const rows = database.orm
        .select({ last: sql<unknown>`max(rowid)` })
        .from(usage)
        .all();
      const last = Number(rows[0]?.last ?? 0);
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
