import { limits } from "../base/limits.ts";
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
 * Deletes hints that have expired at `now` or make no sense, and those of a kind beyond the number
 * that is read, the first to expire first: in one short transaction, so that it may have to be
 * called again. True when nothing more is to be deleted. SQLite's errors are thrown.
 */
export function cleanHints({ client }: StoreDatabase, now: number): boolean {
  const expired = client.query<never, [number, number]>(
    `DELETE FROM codegate_hints WHERE rowid IN (SELECT rowid FROM codegate_hints
    WHERE expires_at <= ? OR typeof(expires_at) NOT IN ('integer', 'real') LIMIT ?)`,
  );
  const crowded = client.query<{ kind: string; excess: number }, [number, number]>(
    `SELECT kind, count(*) - ? AS excess FROM codegate_hints GROUP BY kind HAVING count(*) > ?`,
  );
  const first = client.query<never, [string, number]>(
    `DELETE FROM codegate_hints WHERE rowid IN
    (SELECT rowid FROM codegate_hints WHERE kind = ? ORDER BY expires_at LIMIT ?)`,
  );
  return client
    .transaction(() => {
      let left: number = limits.hintsCleanedAtOnce;
      left -= expired.run(now, left).changes;
      for (const { kind, excess } of crowded.all(limits.hintsRead, limits.hintsRead)) {
        left -= first.run(kind, Math.min(excess, left)).changes;
      }
      return left > 0;
    })
    .immediate();
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
