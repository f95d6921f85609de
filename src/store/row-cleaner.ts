/**
 * Deletes rows that are too old in a thread of its own, some at a time, so that no request and no
 * writer waits for long. Freed pages are used again: the file stays as large as it once had to be.
 */
import { Worker } from "node:worker_threads";
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { cleaningSteps, type Retention } from "./log-retention.ts";

export interface RowCleaner {
  /** Rows were written: there will be something to delete. */
  note(): void;
  /** Deletes now, and resolves to the number of rows that were changed. */
  clean(): Promise<number>;
  stop(): void;
}

/**
 * A text for the reasons of `checkpointer.ts`. Each step is a transaction, and what a lock hinders
 * is tried a minute later. The log is moved by whoever serves requests.
 */
const workerSource = `
const { Database } = require("bun:sqlite");
const { parentPort } = require("node:worker_threads");
parentPort.on("message", async ({ path, steps, most, lockWaitMs, pauseMs }) => {
  let changed = 0;
  try {
    const database = new Database(path, { readwrite: true });
    try {
      database.run("PRAGMA busy_timeout = " + lockWaitMs);
      database.run("PRAGMA synchronous = NORMAL");
      database.run("PRAGMA wal_autocheckpoint = 0");
      for (const { sql, parameters } of steps) {
        const statement = database.prepare(sql);
        let changes = most;
        while (changes === most) {
          changes = Math.min(most, statement.run(...parameters).changes);
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
    const started = new Worker(workerSource, { eval: true });
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
