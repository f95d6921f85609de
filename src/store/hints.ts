import { limits } from "../base/limits.ts";
import { deletion, type CleaningStep } from "./cleaning-step.ts";
import type { StoreDatabase } from "./open-database.ts";
import type { RowStatement } from "./row-statement.ts";
import type { HintRow } from "./rows.ts";
import { trySqlite } from "./sqlite-failure.ts";

export interface Hint {
  readonly key: string;
  /** JSON, as it was saved; whoever reads it has to bear garbage. */
  readonly value: string;
}

/** The hint that a person writes to wake an account: the key is its id, the value when (ms). */
export const wakeHints = "wake";

export const hintUpsert: RowStatement<HintRow> = {
  sql: `INSERT INTO codegate_hints (kind, key, value, expires_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
  bind: ({ kind, key, value, expiresAt }) => [kind, key, value, Math.ceil(expiresAt)],
};

export const hintDelete: RowStatement<HintRow> = {
  sql: "DELETE FROM codegate_hints WHERE kind = ? AND key = ?",
  bind: ({ kind, key }) => [kind, key],
};

/**
 * By hand, as a start asks for every kind. To SQLite, text is greater than any number: a date in
 * words would never expire. A range of keys and not `like`, which would read all of a kind.
 */
const lasting = `SELECT key, value FROM codegate_hints WHERE kind = ? AND key >= ? AND key < ?
  AND typeof(key) = 'text' AND typeof(value) = 'text'
  AND typeof(expires_at) IN ('integer', 'real') AND expires_at > ?
  ORDER BY expires_at DESC LIMIT ?`;

/**
 * Hints that have not expired, the longest lasting first; null while they cannot be read. Rows
 * that hold anything else than text and a date are left out.
 */
export function readHints(
  { client }: StoreDatabase,
  kind: string,
  now: number,
  prefix = "",
): readonly Hint[] | null {
  const read = trySqlite(() =>
    client
      .query<Hint, [string, string, string, number, number]>(lasting)
      .all(kind, prefix, `${prefix}\u{10ffff}`, now, limits.hintsRead),
  );
  return read.ok ? read.value : null;
}

/**
 * Hints that have expired at `now` or make no sense go, and those of a kind beyond the number that is
 * read, the first to expire first. To SQLite, text is greater than any number.
 */
export function hintSteps(now: number): readonly CleaningStep[] {
  const table = "codegate_hints";
  return [
    deletion(table, "expires_at <= ? OR expires_at >= ''", [now]),
    {
      kind: "delete chosen",
      table,
      choose: `SELECT number FROM (SELECT rowid AS number, row_number() OVER (
        PARTITION BY kind ORDER BY expires_at DESC) AS place FROM ${table}) WHERE place > ?`,
      parameters: [limits.hintsRead],
      where: "rowid = ?",
    },
  ];
}

/**
 * Forgets what was saved about an account: its rests (`account ID`, `model ID FAMILY`) and its
 * quotas (`ID`). A gateway that starts later must not find them again.
 */
export function forgetAccountHints({ client }: StoreDatabase, accountId: string): void {
  client.run(
    `DELETE FROM codegate_hints WHERE (kind = 'quota' AND key = ?1)
    OR (kind = 'rest' AND (key = 'account ' || ?1 OR instr(key, 'model ' || ?1 || ' ') = 1))`,
    [accountId],
  );
}
