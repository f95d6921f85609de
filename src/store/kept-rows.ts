/** The table of responses that clients may build on: written in batches, read one by one. */
import { limits } from "../base/limits.ts";
import type { CleaningStep } from "./cleaning-step.ts";
import type { StoreDatabase } from "./open-database.ts";
import type { RowStatement } from "./row-statement.ts";
import type { KeptRow } from "./rows.ts";
import { trySqlite } from "./sqlite-failure.ts";

export interface KeptName {
  readonly caller: string;
  readonly id: string;
}

export const keptUpsert: RowStatement<KeptRow & { readonly sealed: Uint8Array }> = {
  sql: `INSERT INTO codegate_responses
    (caller, id, conversation, created_at, bytes, sealed) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (caller, id) DO UPDATE SET conversation = excluded.conversation,
    created_at = excluded.created_at, bytes = excluded.bytes, sealed = excluded.sealed`,
  bind: ({ caller, id, conversation, at, sealed }) => [
    caller,
    id,
    conversation,
    at,
    sealed.length,
    sealed,
  ],
};

export const keptDelete: RowStatement<KeptName> = {
  sql: "DELETE FROM codegate_responses WHERE caller = ? AND id = ?",
  bind: ({ caller, id }) => [caller, id],
};

/** What is kept under a name; null = nothing, or it cannot be read now. */
export function readKept({ client }: StoreDatabase, { caller, id }: KeptName): Uint8Array | null {
  const query = client.query<{ sealed: unknown }, [string, string]>(
    "SELECT sealed FROM codegate_responses WHERE caller = ? AND id = ?",
  );
  const read = trySqlite(() => query.get(caller, id));
  const sealed = read.ok ? read.value?.sealed : null;
  return sealed instanceof Uint8Array ? sealed : null;
}

/**
 * Conversations that nobody went on with for too long, those of tenants that are gone, and the ones
 * silent for longest where a caller, or all together, keep more than they may. Whole conversations
 * go, because a chain with a missing link is of no use. One that is too large for its caller goes
 * alone.
 */
export function keptSteps(now: number): readonly CleaningStep[] {
  return [
    {
      kind: "delete chosen",
      table: "codegate_responses",
      choose: surplus,
      parameters: [now - limits.keptResponseMs, limits.keptBytesOfCaller, limits.keptBytes],
      where: "caller = ? AND conversation = ?",
    },
  ];
}

/** Parameters: the time of the last use that is too long ago, bytes of one caller, and of all. */
const surplus = `
  WITH conversations AS (
    SELECT caller, conversation, max(created_at) AS used, total(bytes) AS size
    FROM codegate_responses GROUP BY caller, conversation),
  living AS (
    SELECT *, typeof(used) IN ('integer', 'real') AND used > ?1 AND size <= ?2
      AND (caller NOT LIKE 'tenant:%' OR substr(caller, 8) IN (SELECT id FROM tenants)) AS fits
    FROM conversations),
  of_callers AS (
    SELECT *, sum(iif(fits, size, 0)) OVER (PARTITION BY caller
      ORDER BY used DESC, conversation ROWS UNBOUNDED PRECEDING) AS own FROM living),
  fitting AS (SELECT *, fits AND own <= ?2 AS fits_caller FROM of_callers),
  of_all AS (
    SELECT *, sum(iif(fits_caller, size, 0)) OVER (
      ORDER BY used DESC, conversation ROWS UNBOUNDED PRECEDING) AS everything FROM fitting)
  SELECT caller, conversation FROM of_all WHERE NOT fits_caller OR everything > ?3`;
