/** The query about missed prompt caches, built by Drizzle; loaded when somebody asks. */
import { desc, sql } from "drizzle-orm/sql";
import { codegateCacheMisses } from "./budget-tables.ts";
import type { CacheMiss, MissFilter } from "./miss-rows.ts";
import type { StoreDatabase } from "./open-database.ts";
import { accounts } from "./schema.ts";

/** The newest first. SQLite's errors are thrown. */
export function readCacheMisses({ orm }: StoreDatabase, filter: MissFilter): readonly CacheMiss[] {
  const m = codegateCacheMisses;
  const account = sql<
    string | null
  >`coalesce((SELECT ${accounts.name} FROM ${accounts} WHERE ${accounts.id} = ${m.accountId}), ${m.accountId})`;
  const { requestId, timestamp, caller, conversation, model, reason, explanation } = m;
  const { providerReason, expectedTokens, readTokens, costUsd } = m;
  return orm
    .select({
      requestId,
      timestamp,
      caller,
      conversation,
      account,
      model,
      reason,
      explanation,
      providerReason,
      expectedTokens,
      readTokens,
      costUsd,
    })
    .from(m)
    .where(filter.requestId === null ? undefined : sql`${m.requestId} = ${filter.requestId}`)
    .orderBy(desc(sql`rowid`))
    .limit(filter.most)
    .all();
}
