/**
 * Deletes rows that are too old in a thread of its own, some at a time, so that no request and no
 * writer waits for long. Freed pages are used again: the file stays as large as it once had to be.
 */
import type { Worker } from "node:worker_threads";
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { cleaningSteps, type Retention } from "./log-retention.ts";
import { startThread } from "./start-thread.ts";

export interface RowCleaner {
  /** Rows were written: there will be something to delete. */
  note(): void;
  /** Deletes now, and resolves to the number of rows that were changed. */
  clean(): Promise<number>;
  stop(): void;
}

/**
 * A text for the reasons of `checkpointer.ts`. Each step is a transaction, and what a lock hinders
 * is tried a minute later. The log is moved by whoever serves requests. Rows that lose their bodies
 * are taken out and put back: SQLite joins pages that have become nearly empty when rows are deleted,
 * and never when they are updated (1.8 KB a row were left of such rows on disk, of 0.24 KB in them).
 */
const workerSource = `
const { Database } = require("bun:sqlite");
const { parentPort } = require("node:worker_threads");

function run(database, { kind, table, where, parameters }) {
  if (kind === "delete") {
    return database.run("DELETE FROM " + table + " WHERE " + where, parameters).changes;
  }
  // Columns that the dashboard has added stay as they are.
  const columns = database
    .query("SELECT name FROM pragma_table_info(?)")
    .values(table)
    .map(([name]) => '"' + name.replaceAll('"', '""') + '"')
    .join(", ");
  const strip = database.transaction(() => {
    database.run(
      "CREATE TEMP TABLE stripped AS SELECT rowid AS stripped_rowid, " + columns +
        " FROM " + table + " WHERE " + where,
      parameters,
    );
    const { changes } = database.run(
      "DELETE FROM " + table + " WHERE rowid IN (SELECT stripped_rowid FROM stripped)",
    );
    database.run("UPDATE stripped SET request_body = NULL, response_body = NULL");
    database.run(
      "INSERT INTO " + table + " (rowid, " + columns + ") SELECT stripped_rowid, " + columns +
        " FROM stripped ORDER BY stripped_rowid",
    );
    database.run("DROP TABLE stripped");
    return changes;
  });
  return strip.immediate();
}

parentPort.on("message", async ({ path, steps, most, lockWaitMs, pauseMs }) => {
  let changed = 0;
  try {
    const database = new Database(path, { readwrite: true });
    try {
      database.run("PRAGMA busy_timeout = " + lockWaitMs);
      database.run("PRAGMA synchronous = NORMAL");
      database.run("PRAGMA wal_autocheckpoint = 0");
      database.run("PRAGMA temp_store = MEMORY");
      for (const step of steps) {
        let changes = most;
        while (changes === most) {
          changes = Math.min(most, run(database, step));
          changed += changes;
          if (changes === most) await Bun.sleep(pauseMs);
        }
      }
    } finally {
      database.close();
    }
  } catch {
    // Locked, gone or half made: the next run comes.
  }
  parentPort.postMessage(changed);
});
`;

export interface RowCleanerOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly retention: () => Retention;
}

export function createRowCleaner({ path, clock, retention }: RowCleanerOptions): RowCleaner {
  let worker: Worker | null = null;
  let noted = 0;
  let lastRun = 0;

  const timer = setInterval(() => {
    const isDue = clock.now() - lastRun >= limits.rowCleaningMs;
    if (noted >= limits.rowsCleanedAtOnce || (noted > 0 && isDue)) void clean();
  }, limits.rowCleaningCheckMs);
  timer.unref();

  function stopWorker(): void {
    void worker?.terminate();
    worker = null;
  }

  function clean(): Promise<number> {
    if (worker !== null) return Promise.resolve(0);
    noted = 0;
    lastRun = clock.now();
    const started = startThread(workerSource);
    worker = started;
    started.unref();
    return new Promise((resolve) => {
      const finish = (changed: number): void => {
        stopWorker();
        resolve(changed);
      };
      started.on("message", finish);
      // Without threads rows stay longer; the dashboard deletes them too.
      started.on("error", () => finish(0));
      started.on("exit", () => resolve(0));
      const message = {
        path,
        steps: cleaningSteps(retention(), lastRun),
        most: limits.rowsCleanedAtOnce,
        lockWaitMs: limits.cleaningLockWaitMs,
        pauseMs: limits.cleaningPauseMs,
      };
      started.postMessage(message, []);
    });
  }

  return {
    note: () => void noted++,
    clean,
    stop() {
      clearInterval(timer);
      stopWorker();
    },
  };
}
