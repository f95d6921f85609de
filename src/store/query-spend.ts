/** Queries about what was spent, built by Drizzle; `read-caller-spend.ts` loads them. */
import { eq, sql, type SQL } from "drizzle-orm/sql";
import { codegateConversationSpend } from "./budget-tables.ts";
import type { StoreDatabase } from "./open-database.ts";
import { codegateAttempts } from "./schema.ts";

const a = codegateAttempts;
const tokens = sql`coalesce(${a.inputTokens}, 0) + coalesce(${a.cacheReadTokens}, 0) +
  coalesce(${a.cacheWrite5mTokens}, 0) + coalesce(${a.cacheWrite1hTokens}, 0) + coalesce(${a.outputTokens}, 0)`;

const sums = {
  usd: sql<unknown>`coalesce(sum(${a.costUsd}), 0)`,
  tokens: sql<unknown>`sum(${tokens})`,
  partlyKnown: sql<unknown>`sum(${a.costUsd} IS NULL OR ${a.costIsLeast} = 1)`,
};

interface SumRange {
  /** The first moment of it, as rows have it. */
  readonly started: string;
  /** The last row that was summed up before; 0 = none. */
  readonly since: number;
}

/** What was spent by caller and day. */
export function sumAttempts({ orm }: StoreDatabase, { started, since }: SumRange) {
  // The unary plus keeps SQLite from walking the index on the time instead of the new rows.
  const isInMonth: SQL =
    since === 0 ? sql`${a.timestamp} >= ${started}` : sql`+${a.timestamp} >= ${started}`;
  // An older release knew tenants only.
  const caller = sql<unknown>`coalesce(${a.caller}, ${a.tenantId})`;
  const day = sql<unknown>`substr(${a.timestamp}, 1, 10)`;
  return orm
    .select({ caller, day, ...sums })
    .from(a)
    .where(sql`${isInMonth} AND rowid > ${since}`)
    .groupBy(caller, day)
    .all();
}

/** The number of the newest row; 0 without any. */
export function lastAttempt({ orm }: StoreDatabase): number {
  const newest = orm
    .select({ last: sql<unknown>`max(rowid)` })
    .from(a)
    .all();
  return Number(newest[0]?.last ?? 0);
}

export function findConversation({ orm }: StoreDatabase, conversation: string) {
  const { usd, tokens: counted, partlyKnown } = codegateConversationSpend;
  const rows = orm
    .select({ usd, tokens: counted, partlyKnown })
    .from(codegateConversationSpend)
    .where(eq(codegateConversationSpend.conversation, conversation))
    .all();
  return rows[0];
}
