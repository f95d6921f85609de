import { eq, sql } from "drizzle-orm/sql";
import { limits } from "../base/limits.ts";
import type { Result } from "../base/result.ts";
import { cutText } from "./cut-text.ts";
import {
  prepareAttemptInsert,
  prepareConversationSpend,
  prepareRequestLogInsert,
  prepareUsageInsert,
} from "./insert-rows.ts";
import { prepareMissInsert } from "./miss-rows.ts";
import { prepareHintUpsert } from "./hints.ts";
import { prepareKeptUpsert } from "./kept-rows.ts";
import { prepareMappingUpsert } from "./mapping-rows.ts";
import type { StoreDatabase } from "./open-database.ts";
import type { AccountFailure, AccountSuccess, StoreRow } from "./rows.ts";
import { accounts, codegateGrants } from "./schema.ts";
import { isRowFailure, trySqlite, type SqliteFailure } from "./sqlite-failure.ts";
import { formatTimestamp } from "./timestamp.ts";

export interface RejectedRow {
  readonly table: StoreRow["table"];
  /** What SQLite has against it. */
  readonly reason: string;
}

/** Writes rows as a whole or not at all; null when no database is open. */
export type SaveRows = (
  rows: readonly StoreRow[],
) => Result<readonly RejectedRow[], SqliteFailure> | null;

export interface RowWriter {
  /**
   * Writes rows in one immediate transaction. A row that breaks a constraint is rejected alone;
   * any other trouble (a lock, a full disk) leaves the whole batch unwritten.
   */
  write(rows: readonly StoreRow[]): Result<readonly RejectedRow[], SqliteFailure>;
}

/**
 * Prepares every statement once: built anew per row they would cost ten times as much. Each with
 * its first row, because together they would make up an eighth of a start.
 */
export function createRowWriter(database: StoreDatabase): RowWriter {
  const { client } = database;
  const insertUsage = withFirst(() => prepareUsageInsert(client));
  const insertRequestLog = withFirst(() => prepareRequestLogInsert(client));
  const insertAttempt = withFirst(() => prepareAttemptInsert(client));
  const addSpend = withFirst(() => prepareConversationSpend(client));
  const insertMiss = withFirst(() => prepareMissInsert(client));
  const updateSuccess = withFirst(() => prepareSuccessUpdate(database));
  const updateFailure = withFirst(() => prepareFailureUpdate(database));
  const keepHint = withFirst(() => prepareHintUpsert(database));
  const keepResponse = withFirst(() => prepareKeptUpsert(database));
  const keepMapping = withFirst(() => prepareMappingUpsert(database));

  function writeRow(row: StoreRow): void {
    switch (row.table) {
      case "usage":
        return insertUsage(row);
      case "request_logs":
        return insertRequestLog(row);
      case "codegate_attempts":
        return insertAttempt(row);
      case "codegate_conversation_spend":
        return addSpend(row);
      case "codegate_cache_misses":
        return insertMiss(row);
      case "account-success":
        return updateSuccess(row);
      case "account-failure":
        return updateFailure(row);
      case "codegate_hints":
        return keepHint(row);
      case "codegate_responses":
        return keepResponse(row);
      case "privacy_mappings":
        return keepMapping(row);
    }
  }

  function writeAll(rows: readonly StoreRow[]): readonly RejectedRow[] {
    const rejected: RejectedRow[] = [];
    for (const row of collapse(rows)) {
      const written = trySqlite(() => writeRow(row));
      if (written.ok) continue;
      const { failure } = written;
      if (!isRowFailure(failure)) throw failure.error;
      rejected.push({ table: row.table, reason: `${failure.message} (${failure.code})` });
    }
    return rejected;
  }

  return {
    write: (rows) => trySqlite(() => database.client.transaction(() => writeAll(rows)).immediate()),
  };
}

function withFirst<Row>(prepare: () => (row: Row) => void): (row: Row) => void {
  let write: ((row: Row) => void) | null = null;
  return (row) => {
    write ??= prepare();
    write(row);
  };
}

/** Only the last of several rows counts where each sets all that the earlier ones set. */
function collapse(rows: readonly StoreRow[]): readonly StoreRow[] {
  const last = new Map<string, StoreRow>();
  for (const row of rows) {
    const name = collapsedName(row);
    if (name !== null) last.set(name, row);
  }
  return rows.filter((row) => {
    const name = collapsedName(row);
    return name === null || last.get(name) === row;
  });
}

function collapsedName(row: StoreRow): string | null {
  if (row.table === "account-success") return `success ${row.accountId}`;
  if (row.table === "codegate_responses") return `response ${row.caller} ${row.id}`;
  return row.table === "codegate_hints" ? `hint ${row.kind} ${row.key}` : null;
}

/** Forgets the errors but keeps the text of the last one, which the dashboard shows with its date. */
function prepareSuccessUpdate(database: StoreDatabase): (row: AccountSuccess) => void {
  const at = sql`${sql.placeholder("at")}`;
  const statement = database.orm
    .update(accounts)
    .set({ status: "active", errorCount: 0, lastUsedAt: at, updatedAt: at })
    .where(eq(accounts.id, sql.placeholder("accountId")))
    .prepare();
  return ({ accountId, at: time }) => {
    statement.run({ accountId, at: formatTimestamp(time) });
  };
}

function prepareFailureUpdate(database: StoreDatabase): (row: AccountFailure) => void {
  const at = sql`${sql.placeholder("at")}`;
  const statement = database.orm
    .update(accounts)
    .set({
      status: sql`${sql.placeholder("status")}`,
      errorCount: sql`coalesce(${accounts.errorCount}, 0) + 1`,
      // A sign-in that is over shows as a refused token; why, and what to do, says more.
      lastError: sql`coalesce((select ${codegateGrants.problem} from ${codegateGrants}
        where ${codegateGrants.accountId} = ${accounts.id} and ${sql.placeholder("status")} = 'expired'
        and ${codegateGrants.rejectedDigest} is not null), ${sql.placeholder("error")})`,
      lastErrorAt: at,
      updatedAt: at,
    })
    .where(eq(accounts.id, sql.placeholder("accountId")))
    .prepare();
  return ({ accountId, at: time, status, error }) => {
    statement.run({
      accountId,
      status,
      error: cutText(error, limits.lastErrorLength),
      at: formatTimestamp(time),
    });
  };
}
