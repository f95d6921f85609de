/** Accounts whose spend of this month holds attempts that cost more than what is known of them. */
import { success, type Result } from "../base/result.ts";
import { readStore, type StorePlace } from "./change-store.ts";
import type { StoreDatabase } from "./open-database.ts";
import { formatTimestamp, startOfMonth } from "./timestamp.ts";

export interface PartlyKnownReader {
  /** Ids of accounts. SQLite's errors are thrown. */
  read(now: number): ReadonlySet<string>;
}

/** Only rows that were added since the last question are looked at. */
export function createPartlyKnownReader({ client }: StoreDatabase): PartlyKnownReader {
  let month = Number.NaN;
  let lastRow = 0;
  let known = new Set<string>();
  return {
    read(now) {
      const newest = client
        .query<{ last: number | null }, []>("SELECT max(rowid) AS last FROM codegate_attempts")
        .get();
      const last = newest?.last ?? 0;
      if (month !== startOfMonth(now) || last < lastRow) {
        month = startOfMonth(now);
        lastRow = 0;
        known = new Set();
      }
      // The unary plus keeps SQLite from walking the index on the time instead of the new rows.
      const rows = client
        .query<{ id: unknown }, [number, string]>(
          `SELECT DISTINCT account_id AS id FROM codegate_attempts
          WHERE rowid > ? AND +timestamp >= ? AND (cost_usd IS NULL OR cost_is_least = 1)`,
        )
        .all(lastRow, formatTimestamp(month));
      lastRow = last;
      for (const { id } of rows) if (typeof id === "string") known.add(id);
      return known;
    },
  };
}

export function readPartlyKnownOnce(
  place: StorePlace,
  now: number,
): Result<ReadonlySet<string>, string> {
  return readStore(place, (database) => success(createPartlyKnownReader(database).read(now)));
}
