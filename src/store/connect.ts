import { statSync } from "node:fs";
import { lazy } from "../base/lazy.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { AccountKeys } from "./account-keys.ts";
import { createCheckpointer, type Checkpointer } from "./checkpointer.ts";
import { completeSchema } from "./complete-schema.ts";
import { tryFile } from "./file-failure.ts";
import { readHints, type Hint } from "./hints.ts";
import { readKept, type KeptName } from "./kept-rows.ts";
import { readMapping } from "./mapping-rows.ts";
import {
  describeFailure,
  openDatabase,
  type OpenFailure,
  type StoreDatabase,
} from "./open-database.ts";
import type { CacheMiss, MissFilter } from "./miss-rows.ts";
import { readConversationSpend } from "./read-caller-spend.ts";
import { createPartlyKnownReader } from "./read-partly-known.ts";
import { createSnapshotReader, type SnapshotReader } from "./read-snapshot.ts";
import type { Spent } from "./snapshot.ts";
import { trySqlite } from "./sqlite-failure.ts";
import { createRowWriter, type Pause, type RowWriter } from "./write-rows.ts";

/**
 * The one connection of this process. Reads and writes share it, because `PRAGMA data_version`
 * changes for commits of other connections only: own rows then never cause a reload.
 */
export interface Connected {
  readonly reader: SnapshotReader;
  readonly rows: RowWriter;
  readonly checkpointer: Checkpointer;
  /** Hints of a kind; null when they cannot be read now. */
  hints(kind: string, now: number, prefix?: string): readonly Hint[] | null;
  /** The sealed response that is kept under a name; null = none. */
  kept(name: KeptName): Uint8Array | null;
  /** The sealed original of a token; null = none is kept. */
  mapping(token: string): string | null;
  /** What a conversation has spent. Throws SQLite's errors. */
  conversationSpend(conversation: string): Spent;
  /** Throws SQLite's errors. */
  cacheMisses(filter: MissFilter): readonly CacheMiss[];
  /** Accounts with attempts of this month that cost more than is known. Throws SQLite's errors. */
  partlyKnown(now: number): ReadonlySet<string>;
  /** A number that changes when another process committed. Throws SQLite's errors. */
  version(): number;
  /** Adds tables and columns that somebody removed. */
  complete(): void;
  /** True when the path no longer leads to the file that is open. */
  isReplaced(): boolean;
  close(): void;
}

const misses = lazy(() => require("./query-misses.ts") as typeof import("./query-misses.ts"));

/** Opens and completes the database without ever waiting for a lock. */
export function connect(
  dataDirectory: string,
  keys: AccountKeys,
  pause: Pause,
): Result<Connected, OpenFailure> {
  const opened = openDatabase(dataDirectory, 0);
  if (!opened.ok) return opened;
  const database = opened.value;
  const completed = completeSchema(database.client);
  const prepared = completed.ok ? trySqlite(() => prepare(database, keys, pause)) : completed;
  if (prepared.ok) return success(prepared.value);
  database.client.close();
  return failed(describeFailure(prepared.failure));
}

function prepare(database: StoreDatabase, keys: AccountKeys, pause: Pause): Connected {
  const { client, path } = database;
  const version = client.prepare("PRAGMA data_version");
  const file = identifyFile(path);
  const checkpointer = createCheckpointer(client, path);
  const rows = createRowWriter(database, pause);
  const reader = createSnapshotReader(database, keys);
  const { read: readPartlyKnown } = createPartlyKnownReader(database);
  /** What reads or writes by this connection must not do it among rows that may be taken back. */
  function apart<Value>(work: () => Value): Value {
    rows.takeBack();
    return work();
  }
  return {
    checkpointer,
    reader: { read: (now) => apart(() => reader.read(now)) },
    rows,
    hints: (kind, now, prefix) => apart(() => readHints(database, kind, now, prefix)),
    kept: (name) => apart(() => readKept(database, name)),
    mapping: (token) => apart(() => readMapping(database, token)),
    conversationSpend: (id) => apart(() => readConversationSpend(database, id)),
    cacheMisses: (filter) => apart(() => misses().readCacheMisses(database, filter)),
    partlyKnown: (now) => apart(() => readPartlyKnown(now)),
    version: () => Number(version.values()[0]?.[0]),
    complete: () => {
      apart(() => completeSchema(client));
    },
    isReplaced: () => identifyFile(path) !== file,
    close() {
      checkpointer.stop();
      rows.stop();
      // Refused while another process reads; the log then stays for the next start.
      trySqlite(() => client.run("PRAGMA wal_checkpoint(TRUNCATE)"));
      client.close();
    },
  };
}

function identifyFile(path: string): string | null {
  const stats = tryFile(() => statSync(path));
  return stats.ok ? `${stats.value.dev}:${stats.value.ino}` : null;
}
