import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { openAccountKeys } from "./account-keys.ts";
import { openGuardrailKey, type GuardrailKey } from "./guardrail-key.ts";
import type { Hint } from "./hints.ts";
import type { KeptName } from "./kept-rows.ts";
import type { Connected } from "./connect.ts";
import { keepConnection, type KeptConnection } from "./keep-connection.ts";
import { keepSnapshot, type SharedCommits } from "./keep-snapshot.ts";

export type { SharedCommits } from "./keep-snapshot.ts";
import { createUnusableReporter } from "./report-unusable.ts";
import type { CacheMiss, MissFilter } from "./miss-rows.ts";
import { addSpent } from "./read-caller-spend.ts";
import { databasePath } from "./open-database.ts";
import { ledgerDays, logDays, type Retention } from "./log-retention.ts";
import { createRowCleaner } from "./row-cleaner.ts";
import {
  isLasting,
  type KeptRow,
  type LastingRow,
  type MappingRow,
  type StoreRow,
} from "./rows.ts";
import type { Snapshot, Spent } from "./snapshot.ts";
import { trySqlite } from "./sqlite-failure.ts";
import { importUnwritten, saveUnwritten } from "./unwritten-files.ts";
import { noPause, pauseInTime } from "./write-rows.ts";
import { createWriter, type QueueState } from "./writer.ts";

export interface Store {
  /**
   * The current picture, reloaded when another process committed. Never throws and never waits:
   * when a reload meets a lock the previous picture stays, and the next call tries again.
   * Its `monthlySpend` counts every row given to `write` before the picture was taken, whether
   * written yet or not; rows given later are the caller's to add until the next picture.
   */
  snapshot(): Snapshot;
  /** Queues a row. Never waits; written within `limits.writeIntervalMs` unless there is a lock. */
  write(row: StoreRow): void;
  /**
   * Hints of a kind, saved by this process or an earlier one, at most `limits.hintsRead`; null =
   * not readable yet. Rows that still wait are not among them: hints are for a start.
   */
  readHints(kind: string, keyPrefix?: string): readonly Hint[] | null;
  /** A sealed response that is kept, whether written yet or not; null = none. */
  keptResponse(name: KeptName): Uint8Array | null;
  /** The sealed original of a token, written or waiting; null = none is kept. */
  mapping(token: string): string | null;
  /** What a conversation has spent since it has a budget, waiting rows included; null = not readable. */
  conversationSpend(conversation: string): Spent | null;
  /** Missed prompt caches that are written, the newest first; null = not readable now. */
  cacheMisses(filter: MissFilter): readonly CacheMiss[] | null;
  /** Accounts with attempts of this month that cost more than is known; null = not readable now. */
  partlyKnown(): ReadonlySet<string> | null;
  /** The key that masks, made when it is missing; see `guardrail-key.ts`. */
  readonly guardrailKey: GuardrailKey;
  /** 32 bytes for one purpose, the same in every process; null while there is no account key. */
  derivedKey(purpose: string): Uint8Array | null;
  /** The same; the account key is made when there is none. Null = it cannot be made or read. */
  surelyDerivedKey(purpose: string): Uint8Array | null;
  queue(): QueueState;
  /** Deletes rows that are too old now, not later; resolves to how many were changed. */
  cleanRows(): Promise<number>;
  /** Resolves when what waits now is written, or stayed locked out for `limits.lockWaitMs`. */
  flush(): Promise<void>;
  /** Flushes and closes. Rows that cannot be written go to a file that the next start reads. */
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly dataDirectory: string;
  /** Values of the environment variables ACCOUNT_KEY and MASTER_KEY. */
  readonly accountKey: string | undefined;
  readonly masterKey: string | undefined;
  /** Value of the environment variable GUARDRAIL_KEY. */
  readonly guardrailKey?: string | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Nothing else on this thread waits for the database: rows may be written with pauses. */
  readonly ownsThread?: boolean;
  /** The other workers of the gateway, where there are any. */
  readonly commits?: SharedCommits | undefined;
}

/**
 * Opens the database of a data directory. Never throws for what can be expected (no right to
 * write, a lock, a file of another kind): `snapshot().problem` then says what to do, and opening
 * is tried again until it works.
 */
export function openStore(options: StoreOptions): Store {
  const { dataDirectory, logger, clock, ownsThread = false, commits = noOthers } = options;
  const keys = openAccountKeys(options);
  const onCommit = commits.note;
  const pause = ownsThread ? pauseInTime : noPause;
  const connection = keepConnection({ dataDirectory, keys, logger, clock, pause, onCommit });
  const { save } = connection;
  const writer = createWriter({ save, logger });
  const report = createUnusableReporter({ logger, clock, write: writer.write });
  const { waiting } = writer;
  const snapshot = keepSnapshot({ connection, keys, clock, logger, waiting, commits, report });
  const cleaner = createRowCleaner({
    path: databasePath(dataDirectory),
    clock,
    retention: () => retentionOf(snapshot().settings),
  });
  let closing: Promise<void> | null = null;
  const isStopped = (): boolean => closing !== null;
  const importing = importUnwritten({ dataDirectory, save, logger, isStopped });

  async function close(): Promise<void> {
    cleaner.stop();
    await importing;
    await writer.flush();
    writer.stop();
    const rows = waiting().filter(isLasting);
    if (rows.length > 0) keepForNextStart(rows, options);
    connection.close();
  }

  snapshot();
  return {
    snapshot,
    write(row) {
      if (closing === null) {
        writer.write(row);
        cleaner.note(row);
      } else
        logger.error("A row came after the store was closed and is lost.", { table: row.table });
    },
    readHints: (kind, keyPrefix) =>
      connection.current()?.hints(kind, clock.now(), keyPrefix) ?? null,
    keptResponse(name) {
      const row = findWaiting(waiting(), name);
      return row === null ? (connection.current()?.kept(name) ?? null) : row.sealed;
    },
    mapping(token) {
      const row = waiting().findLast((each) => isMappingOf(each, token));
      return row?.sealed ?? connection.current()?.mapping(token) ?? null;
    },
    conversationSpend(conversation) {
      const read = readNow(connection, (open) => open.conversationSpend(conversation));
      return read === null ? null : withWaiting(read, conversation, waiting());
    },
    partlyKnown: () => readNow(connection, (open) => open.partlyKnown(clock.now())),
    cacheMisses: (filter) => readNow(connection, (open) => open.cacheMisses(filter)),
    guardrailKey: openGuardrailKey({ dataDirectory, guardrailKey: options.guardrailKey }),
    derivedKey: keys.derive,
    // Sealing makes the key that is missing.
    surelyDerivedKey: (purpose) =>
      keys.derive(purpose) ?? (keys.encrypt(purpose).ok ? keys.derive(purpose) : null),
    cleanRows: cleaner.clean,
    queue: writer.queue,
    flush: writer.flush,
    close: () => (closing ??= close()),
  };
}

/** Null = it cannot be read now. */
function readNow<Value>(
  { current }: KeptConnection,
  read: (open: Connected) => Value,
): Value | null {
  const open = current();
  const value = open === null ? null : trySqlite(() => read(open));
  return value?.ok === true ? value.value : null;
}

function retentionOf(settings: ReadonlyMap<string, string>): Retention {
  return { logDays: logDays(settings), ledgerDays: ledgerDays(settings) };
}

function isMappingOf(row: StoreRow, token: string): row is MappingRow {
  return row.table === "privacy_mappings" && row.token === token;
}

/** The last word on a name that is not written yet. */
function findWaiting(rows: readonly StoreRow[], { caller, id }: KeptName): KeptRow | null {
  const isNamed = (row: StoreRow): row is KeptRow =>
    row.table === "codegate_responses" && row.id === id && row.caller === caller;
  return rows.findLast(isNamed) ?? null;
}

function withWaiting(spent: Spent, conversation: string, rows: readonly StoreRow[]): Spent {
  let sum = spent;
  for (const row of rows) {
    if (row.table !== "codegate_conversation_spend") continue;
    if (row.id === conversation) sum = addSpent(sum, row);
  }
  return sum;
}

const noOthers: SharedCommits = { note: () => undefined, ofOthers: () => 0, bySeat: () => [] };

function keepForNextStart(
  rows: readonly LastingRow[],
  { dataDirectory, logger }: Pick<StoreOptions, "dataDirectory" | "logger">,
): void {
  const saved = saveUnwritten(dataDirectory, rows);
  const fields = { rows: rows.length };
  if (saved.ok) logger.warn("The database stayed locked; rows wait in a file.", fields);
  else logger.error("Rows could not be written and are lost.", { ...fields, code: saved.failure });
}
