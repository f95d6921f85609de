/**
 * Originals behind tokens, sealed, in the dashboard's table `privacy_mappings`. Rows of the
 * dashboard's own have no sealed original and are left alone.
 */
import { limits } from "../base/limits.ts";
import { deletion, type CleaningStep } from "./cleaning-step.ts";
import type { StoreDatabase } from "./open-database.ts";
import type { RowStatement } from "./row-statement.ts";
import type { MappingRow } from "./rows.ts";
import { trySqlite } from "./sqlite-failure.ts";
import { createTimestamps, formatTimestamp } from "./timestamp.ts";

/** Digits of an id that say whose it is. */
const scopeLength = 16;
const isOurs = "original_enc <> '' AND instr(replacement, 'CG_') = 1";

const timestampOf = createTimestamps();

/** Writes a mapping, or that it was in use again. */
export const mappingUpsert: RowStatement<MappingRow> = {
  sql: `INSERT INTO privacy_mappings
    (id, category, original_hash, original_enc, replacement, created_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (replacement) DO UPDATE
    SET original_enc = excluded.original_enc, created_at = excluded.created_at
    ON CONFLICT DO NOTHING`,
  bind({ scope, category, originalHash, sealed, token, at }) {
    const id = `${scope.slice(0, scopeLength)}:${token}`;
    return [id, category, originalHash, sealed, token, timestampOf(at)];
  },
};

/** The sealed original of a token; null = none is kept, or it cannot be read now. */
export function readMapping({ client }: StoreDatabase, token: string): string | null {
  const read = trySqlite(() =>
    client
      .query<{ sealed: unknown }, [string]>(
        "SELECT original_enc AS sealed FROM privacy_mappings WHERE replacement = ?",
      )
      .get(token),
  );
  const sealed = read.ok ? read.value?.sealed : null;
  return typeof sealed === "string" && sealed !== "" ? sealed : null;
}

/** Every sealed original by its token, for the command line. */
export function readMappings({ client }: StoreDatabase): ReadonlyMap<string, string> {
  const rows = client
    .query<{ token: unknown; sealed: unknown }, []>(
      `SELECT replacement AS token, original_enc AS sealed FROM privacy_mappings WHERE ${isOurs}`,
    )
    .all();
  return new Map(rows.map(({ token, sealed }) => [String(token), String(sealed)]));
}

/**
 * What was not in use for `limits.mappingMs` goes, and what a tenant has beyond
 * `limits.mappingsOfTenant`, the longest unused first.
 */
export function mappingSteps(now: number): readonly CleaningStep[] {
  const table = "privacy_mappings";
  const expired = `${isOurs} AND (created_at IS NULL OR created_at <= ?)`;
  return [
    deletion(table, expired, [formatTimestamp(now - limits.mappingMs)]),
    {
      kind: "delete chosen",
      table,
      choose: `SELECT number FROM (SELECT rowid AS number, row_number() OVER (
          PARTITION BY substr(id, 1, ${scopeLength}) ORDER BY created_at DESC) AS place
        FROM ${table} WHERE ${isOurs}) WHERE place > ?`,
      parameters: [limits.mappingsOfTenant],
      where: "rowid = ?",
    },
  ];
}
