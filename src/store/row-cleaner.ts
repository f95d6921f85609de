/**
 * Deletes rows that nobody needs any more in a thread of its own, some at a time, so that no request
 * and no writer waits for long: with 300,000 kept responses it takes two seconds only to find out
 * which of them may stay. Freed pages are used again: the file stays as large as it once had to be.
 */
import type { Worker } from "node:worker_threads";
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { CleaningStep } from "./cleaning-step.ts";
import { expirySteps } from "./expiry-steps.ts";
import { retentionSteps, type Retention } from "./log-retention.ts";
import type { StoreRow } from "./rows.ts";
import { startThread } from "./start-thread.ts";

export interface RowCleaner {
  /** A row was written: there will be something to delete. */
  note(row: StoreRow): void;
  /** Deletes everything that has to go now, and resolves to the number of rows that were changed. */
  clean(): Promise<number>;
  stop(): void;
}

/**
 * A text for the reasons of `checkpointer.ts`. Each step is a transaction, and what a lock hinders
 * is tried a minute later. The log is moved after each as soon as it is long: whoever serves requests
 * does that more seldom, and with the cleaners of three workers it had grown to 200 MB. Rows that
 * lose their bodies are taken out and put back: SQLite joins pages that have become nearly empty when rows are deleted,
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

async function runChosen(database, { table, choose, parameters, where }, most, pauseMs) {
  const names = database.query(choose).values(...parameters);
  const remove = database.query("DELETE FROM " + table + " WHERE " + where);
  let changed = 0;
  for (let at = 0; at < names.length; at += most) {
    if (at > 0) await Bun.sleep(pauseMs);
    const few = names.slice(at, at + most);
    const removeFew = database.transaction(() => {
      for (const name of few) changed += remove.run(...name).changes;
    });
    removeFew.immediate();
  }
  return changed;
}

parentPort.on("message", async ({ path, steps, most, mostChosen, checkpointPages, lockWaitMs, pauseMs }) => {
  let changed = 0;
  let isWhole = false;
  try {
    const database = new Database(path, { readwrite: true });
    try {
      database.run("PRAGMA busy_timeout = " + lockWaitMs);
      database.run("PRAGMA synchronous = NORMAL");
      database.run("PRAGMA wal_autocheckpoint = " + checkpointPages);
      database.run("PRAGMA temp_store = MEMORY");
      for (const step of steps) {
        const isChosen = step.kind === "delete chosen";
        if (isChosen) changed += await runChosen(database, step, mostChosen, pauseMs);
        let changes = isChosen ? 0 : most;
        while (changes === most) {
          changes = Math.min(most, run(database, step));
          changed += changes;
          if (changes === most) await Bun.sleep(pauseMs);
        }
      }
      isWhole = true;
    } finally {
      database.close();
    }
  } catch {
    // Locked, gone or half made: the next run comes.
  }
  parentPort.postMessage({ changed, isWhole });
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
  /** Bytes of kept responses that were written since the last look at what has expired. */
  let keptBytes = 0;
  let lastRun = 0;
  let lastLook = 0;

  const timer = setInterval(() => {
    const isDue = clock.now() - lastRun >= limits.rowCleaningMs;
    if (noted >= limits.rowsCleanedAtOnce || (noted > 0 && isDue)) void run(isLookDue());
  }, limits.rowCleaningCheckMs);
  timer.unref();

  function stopWorker(): void {
    void worker?.terminate();
    worker = null;
  }

  function isLookDue(): boolean {
    return clock.now() - lastLook >= limits.expiryLookMs || keptBytes >= limits.keptCleaningBytes;
  }

  function stepsNow(looks: boolean): readonly CleaningStep[] {
    noted = 0;
    lastRun = clock.now();
    const steps = retentionSteps(retention(), lastRun);
    if (!looks) return steps;
    keptBytes = 0;
    lastLook = lastRun;
    return [...steps, ...expirySteps(lastRun)];
  }

  /** `looks`: also at what has expired. */
  function run(looks: boolean): Promise<number> {
    if (worker !== null) return Promise.resolve(0);
    const started = startThread(workerSource);
    worker = started;
    started.unref();
    return new Promise((resolve) => {
      const finish = (changed: number): void => {
        stopWorker();
        resolve(changed);
      };
      started.on("message", ({ changed, isWhole }: Cleaned) => {
        // Tried again with the next check.
        if (!isWhole) lastRun = lastLook = 0;
        finish(changed);
      });
      // Without threads rows stay longer; the dashboard deletes them too.
      started.on("error", () => finish(0));
      started.on("exit", () => resolve(0));
      const message = {
        path,
        steps: stepsNow(looks),
        most: limits.rowsCleanedAtOnce,
        mostChosen: limits.chosenCleanedAtOnce,
        checkpointPages: limits.checkpointPages,
        lockWaitMs: limits.cleaningLockWaitMs,
        pauseMs: limits.cleaningPauseMs,
      };
      started.postMessage(message, []);
    });
  }

  return {
    note(row) {
      noted++;
      keptBytes += keptBytesOf(row);
      // What is kept has a bound in bytes, which may be reached long before the next hour.
      if (keptBytes >= limits.keptCleaningBytes) void run(true);
    },
    clean: () => run(true),
    stop() {
      clearInterval(timer);
      stopWorker();
    },
  };
}

interface Cleaned {
  /** Rows that are gone or have lost their bodies. */
  readonly changed: number;
  /** False when something came in between. */
  readonly isWhole: boolean;
}

function keptBytesOf(row: StoreRow): number {
  return row.table === "codegate_responses" ? (row.sealed?.length ?? 0) : 0;
}
