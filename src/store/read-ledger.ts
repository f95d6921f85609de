/** What attempts have cost, summed by account, model, tenant or day. */
import { sql, type SQL } from "drizzle-orm/sql";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { success, type Result } from "../base/result.ts";
import { readStore, type StorePlace } from "./change-store.ts";
import { accounts, codegateAttempts, tenants } from "./schema.ts";
import { formatTimestamp, startOfMonth, startOfNextMonth } from "./timestamp.ts";

export const ledgerGroups = ["account", "model", "tenant", "day"] as const;
export type LedgerGroup = (typeof ledgerGroups)[number];

export interface LedgerLine {
  /** Name of the account or tenant, model, or day; null = none is known. */
  readonly name: string | null;
  readonly attempts: number;
  readonly failed: number;
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  /** Money of metered accounts, US dollars. */
  readonly spentUsd: number;
  /** What subscriptions' answers would have cost at the API, US dollars. */
  readonly equivalentUsd: number;
  /** Attempts with a cost that is only a part of the true one... */
  readonly atLeast: number;
  /** ...and with one that is not known at all. */
  readonly unpriced: number;
}

/** `month` is any instant of the calendar month (UTC), milliseconds since the epoch. */
export function readLedger(
  place: StorePlace,
  month: { readonly from: number },
  group: LedgerGroup,
): Result<readonly LedgerLine[], string> {
  const from = formatTimestamp(startOfMonth(month.from));
  const to = formatTimestamp(startOfNextMonth(month.from));
  const a = codegateAttempts;
  const name = nameOf[group];
  const kind = sql`coalesce(${a.costKind}, 'metered')`;
  return readStore(place, ({ orm }) => {
    const rows = orm
      .select({
        name: sql<unknown>`${name}`,
        attempts: sql<number>`count(*)`,
        failed: sql<number>`sum(${a.outcome} <> 'success')`,
        input: tokens(a.inputTokens),
        cacheRead: tokens(a.cacheReadTokens),
        cacheWrite: sql<number>`coalesce(sum(coalesce(${a.cacheWrite5mTokens}, 0) + coalesce(${a.cacheWrite1hTokens}, 0)), 0)`,
        output: tokens(a.outputTokens),
        spentUsd: sql<number>`coalesce(sum(CASE WHEN ${kind} <> 'subscription' THEN ${a.costUsd} END), 0)`,
        equivalentUsd: sql<number>`coalesce(sum(CASE WHEN ${kind} = 'subscription' THEN ${a.costUsd} END), 0)`,
        atLeast: sql<number>`coalesce(sum(${a.costUsd} IS NOT NULL AND ${a.costIsLeast} = 1), 0)`,
        unpriced: sql<number>`sum(${a.costUsd} IS NULL)`,
      })
      .from(a)
      .where(sql`${a.timestamp} >= ${from} AND ${a.timestamp} < ${to}`)
      .groupBy(name)
      .orderBy(group === "day" ? name : sql`sum(${a.costUsd}) DESC, count(*) DESC`)
      .all();
    return success(rows.map((row) => ({ ...row, name: textOf(row.name) })));
  });
}

function tokens(column: SQLiteColumn): SQL<number> {
  return sql<number>`coalesce(sum(${column}), 0)`;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** The account or tenant may be gone by now; its id is left then. */
const nameOf: Readonly<Record<LedgerGroup, SQL>> = {
  account: sql`coalesce((SELECT ${accounts.name} FROM ${accounts} WHERE ${accounts.id} = ${codegateAttempts.accountId}), ${codegateAttempts.accountId})`,
  model: sql`coalesce(${codegateAttempts.servedModel}, ${codegateAttempts.routedModel})`,
  tenant: sql`coalesce((SELECT ${tenants.name} FROM ${tenants} WHERE ${tenants.id} = ${codegateAttempts.tenantId}), ${codegateAttempts.tenantId})`,
  day: sql`substr(${codegateAttempts.timestamp}, 1, 10)`,
};
