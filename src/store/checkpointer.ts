/**
 * Moves SQLite's write-ahead log into the database in a thread of its own. Left to SQLite, it
 * happens inside a commit each 4 MB, and its fsyncs hold up every stream for about 10 ms.
 */
import type { Database } from "bun:sqlite";
import type { Worker } from "node:worker_threads";
import { limits } from "../base/limits.ts";
import { trySqlite } from "./sqlite-failure.ts";
import { startThread } from "./start-thread.ts";

export interface Checkpointer {
  /** Looks how long the log is, and has it moved when it is long. Call it after a commit. */
  afterCommit(): void;
  /** True while a log is moved that grew much too long: commits would keep it from its end. */
  needsQuiet(): boolean;
  stop(): void;
}

/**
 * A text, because a file would have to be listed when the single file is built, and found by
 * whoever bundles the gateway. Opened anew each time: the file may have been replaced.
 */
const workerSource = `
const { Database } = require("bun:sqlite");
const { parentPort } = require("node:worker_threads");
parentPort.on("message", (path) => {
  try {
    const database = new Database(path, { readwrite: true });
    try {
      database.run("PRAGMA synchronous = NORMAL");
      database.run("PRAGMA wal_checkpoint(PASSIVE)");
    } finally {
      database.close();
    }
  } catch {
    // Locked or gone: the next commit asks again.
  }
  parentPort.postMessage(null);
});
`;

export function createCheckpointer(client: Database, path: string): Checkpointer {
  // NOOP only tells: pages of the log, and how many of them have been moved.
  const look = client.prepare<{ log: number; checkpointed: number }, []>(
    "PRAGMA wal_checkpoint(NOOP)",
  );
  client.run("PRAGMA wal_autocheckpoint = 0");
  let worker: Worker | null = null;
  let startedAt: number | null = null;
  let isLong = false;

  const isRunning = () =>
    startedAt !== null && performance.now() - startedAt < limits.checkpointLongestMs;

  /** Without threads SQLite does it in commits again. */
  function giveUp(): void {
    stop();
    trySqlite(() => client.run(`PRAGMA wal_autocheckpoint = ${limits.checkpointPages}`));
  }

  function start(): Worker {
    const started = startThread(workerSource);
    started.on("message", () => {
      startedAt = null;
    });
    started.on("error", giveUp);
    started.unref();
    return started;
  }

  function stop(): void {
    void worker?.terminate();
    worker = null;
    startedAt = null;
  }

  return {
    afterCommit() {
      if (isRunning()) return;
      const looked = trySqlite(() => look.get());
      const { log, checkpointed } = (looked.ok ? looked.value : null) ?? nothing;
      isLong = log >= limits.checkpointQuietPages;
      if (log - checkpointed < limits.checkpointPages) return;
      startedAt = performance.now();
      worker ??= start();
      // The empty list tells the linter that this is no message to a window.
      worker.postMessage(path, []);
    },
    needsQuiet: () => isLong && isRunning(),
    stop,
  };
}

const nothing = { log: 0, checkpointed: 0 };
