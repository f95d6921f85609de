import type { Database, Statement } from "bun:sqlite";
import { limits } from "../base/limits.ts";
import { failed, success, type Result } from "../base/result.ts";
import { bindRow, collapse } from "./bind-rows.ts";
import type { StoreDatabase } from "./open-database.ts";
import type { Bound } from "./row-statement.ts";
import type { StoreRow } from "./rows.ts";
import { isRowFailure, trySqlite, type SqliteFailure } from "./sqlite-failure.ts";

export interface RejectedRow {
  readonly table: StoreRow["table"];
  /** What SQLite has against it. */
  readonly reason: string;
}

/** Rows that were refused each for itself; the failure is that of the whole batch. */
export type Saved = Result<readonly RejectedRow[], SqliteFailure>;

/**
 * Writes rows as a whole or not at all; null when no database is open. `onCommit` is called in the
 * same breath with the commit: from then on whoever reads the database finds the rows there.
 */
export type SaveRows = (rows: readonly StoreRow[], onCommit?: () => void) => Promise<Saved | null>;

export interface RowWriter {
  /**
   * Writes rows in one immediate transaction, with pauses in between: 500 at once would keep every
   * request waiting for 2 to 3 ms. A row that breaks a constraint is rejected alone; any other
   * trouble (a lock, a full disk) leaves the whole batch unwritten. Nobody in this process may wait
   * for the lock without giving way, since it is this process that has to go on.
   */
  write(rows: readonly StoreRow[], onCommit?: () => void): Promise<Saved>;
  /** The same at once. */
  writeNow(rows: readonly StoreRow[]): Saved;
  /**
   * Takes back what the transaction that is open has written; all of it follows after the pause.
   * Whoever reads by this connection calls it first: its rows count as waiting until they are
   * through, and would count twice.
   */
  takeBack(): void;
  /** Nothing is written any more. */
  stop(): void;
}

/**
 * Prepares every statement once: built anew per row they would cost ten times as much. Each with
 * its first row, because together they would make up an eighth of a start.
 */
export function createRowWriter({ client }: StoreDatabase, pause: Pause): RowWriter {
  const prepared = new Map<string, Statement<never, Bound[]>>();
  let open: Transaction | null = null;
  let isStopped = false;

  function prepare(sql: string): Statement<never, Bound[]> {
    const statement = client.prepare<never, Bound[]>(sql);
    prepared.set(sql, statement);
    return statement;
  }

  function writeRow(row: StoreRow): RejectedRow | null {
    const [sql, values] = bindRow(row);
    const written = trySqlite(() => (prepared.get(sql) ?? prepare(sql)).run(...values));
    if (written.ok) return null;
    const { failure } = written;
    if (!isRowFailure(failure)) throw failure.error;
    return { table: row.table, reason: `${failure.message} (${failure.code})` };
  }

  function takeBack(): void {
    open?.takeBack();
    open = null;
  }

  function begin(rows: readonly StoreRow[], onCommit: () => void): Transaction {
    takeBack();
    open = createTransaction(client, collapse(rows), { writeRow, onCommit });
    return open;
  }

  function writeNow(rows: readonly StoreRow[], onCommit: () => void = noCare): Saved {
    return begin(rows, onCommit).finish();
  }

  return {
    async write(rows, onCommit = noCare) {
      const startedAt = performance.now();
      let isCalm = rows.length > limits.writeSliceRows && (await pause(startedAt));
      if (isStopped) return refusal;
      const transaction = begin(rows, onCommit);
      for (;;) {
        if (!isCalm) return transaction.finish();
        const saved = transaction.goOn();
        if (saved !== null) return saved;
        isCalm = await pause(startedAt);
        if (isStopped) return refusal;
        if (open !== transaction) return writeNow(rows, onCommit);
      }
    },
    writeNow: (rows) => writeNow(rows),
    takeBack,
    stop() {
      takeBack();
      isStopped = true;
    },
  };
}

interface Transaction {
  /** Writes some rows more, or commits when there are none; null = it has not come to an end. */
  goOn(): Saved | null;
  /** All the rest at once. */
  finish(): Saved;
  /** Undoes what is not committed. */
  takeBack(): void;
}

interface TransactionSteps {
  readonly writeRow: (row: StoreRow) => RejectedRow | null;
  readonly onCommit: () => void;
}

function createTransaction(
  client: Database,
  rows: readonly StoreRow[],
  { writeRow, onCommit }: TransactionSteps,
): Transaction {
  const rejected: RejectedRow[] = [];
  let next = 0;

  function writeUntil(end: number): void {
    if (next === 0) client.run("BEGIN IMMEDIATE");
    for (const row of rows.slice(next, end)) {
      const rejection = writeRow(row);
      if (rejection !== null) rejected.push(rejection);
    }
    next = end;
  }

  /** A defect must not leave it open either. */
  function orTakeBack(work: () => void): Result<void, SqliteFailure> {
    let done: Result<void, SqliteFailure> | null = null;
    try {
      done = trySqlite(work);
      return done;
    } finally {
      if (done?.ok !== true) takeBack();
    }
  }

  function commit(): Saved {
    const committed = orTakeBack(() => client.run("COMMIT"));
    if (!committed.ok) return committed;
    onCommit();
    return success(rejected);
  }

  function takeBack(): void {
    if (client.inTransaction) client.run("ROLLBACK");
  }

  return {
    goOn() {
      if (next === rows.length) return commit();
      const written = orTakeBack(() =>
        writeUntil(Math.min(rows.length, next + limits.writeSliceRows)),
      );
      return written.ok ? null : written;
    },
    finish() {
      const written = orTakeBack(() => writeUntil(rows.length));
      return written.ok ? commit() : written;
    },
    takeBack,
  };
}

const noCare = (): void => undefined;
const message = "the database was closed meanwhile";
const refusal = failed({ code: "SQLITE_BUSY", message, error: new Error(message) });

/**
 * Lets others go on for a moment. False = so much is going on, or for so long already, that whoever
 * else wants to write had better not wait for more of them.
 */
export type Pause = (startedAt: number) => Promise<boolean>;

/** For hosts that may wait for the lock on this very thread: they would wait for ever. */
export const noPause: Pause = async () => false;

export async function pauseInTime(startedAt: number): Promise<boolean> {
  const begunAt = performance.now();
  await Bun.sleep(limits.writePauseMs);
  const now = performance.now();
  return now - begunAt < limits.writeLongestPauseMs && now - startedAt < limits.writeLongestMs;
}
