/** The table of responses that clients may build on: written in batches, read one by one. */
import { limits } from "../base/limits.ts";
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

/** Of whom the rows are that a cleaning step removes, and which of them. */
const lastUse = "SELECT caller, conversation, max(created_at) AS used, sum(bytes) AS size";

/**
 * Deletes conversations that nobody went on with for too long, those of tenants that are gone, and
 * the ones silent for longest where a caller, or all together, keep more than they may. Whole
 * conversations go, because a chain with a missing link is of no use. One short transaction; true
 * when nothing is left to do. SQLite's errors are thrown.
 */
export function cleanKept({ client }: StoreDatabase, now: number): boolean {
  const remove = client.query<never, [string, string]>(
    "DELETE FROM codegate_responses WHERE caller = ? AND conversation = ?",
  );
  const orphans = client.query<never, [number]>(
    `DELETE FROM codegate_responses WHERE rowid IN (SELECT rowid FROM codegate_responses
    WHERE caller LIKE 'tenant:%' AND substr(caller, 8) NOT IN (SELECT id FROM tenants) LIMIT ?)`,
  );
  const conversations = client.query<Conversation, []>(
    `${lastUse} FROM codegate_responses GROUP BY caller, conversation ORDER BY used DESC`,
  );
  return client
    .transaction(() => {
      const most = limits.hintsCleanedAtOnce;
      const gone = orphans.run(most).changes;
      const surplus = findSurplus(conversations.all(), now);
      for (const { caller, conversation } of surplus.slice(0, most)) {
        remove.run(caller, conversation);
      }
      return gone < most && surplus.length <= most;
    })
    .immediate();
}

interface Conversation {
  readonly caller: string;
  readonly conversation: string;
  /** Milliseconds since the epoch; whatever a foreign hand has put there. */
  readonly used: unknown;
  readonly size: unknown;
}

/** `conversations` has the ones that were used last first. */
function findSurplus(conversations: readonly Conversation[], now: number): Conversation[] {
  const ofCaller = new Map<string, number>();
  let total = 0;
  return conversations.filter((each) => {
    const { caller, used, size } = each;
    if (typeof used !== "number" || used <= now - limits.keptResponseMs) return true;
    if (typeof size !== "number") return true;
    const own = (ofCaller.get(caller) ?? 0) + size;
    if (own > limits.keptBytesOfCaller || total + size > limits.keptBytes) return true;
    ofCaller.set(caller, own);
    total += size;
    return false;
  });
}
