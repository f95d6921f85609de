import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import type { AccountKeys } from "./account-keys.ts";
import { connect, type Connected } from "./connect.ts";
import type { OpenFailure } from "./open-database.ts";
import type { Pause, SaveRows } from "./write-rows.ts";

export interface KeptConnection {
  /** The open connection; null while the database cannot be opened. Cheap. */
  current(): Connected | null;
  /** Why there is no connection, for people; null when there is one. */
  problem(): string | null;
  /** Writes a batch as a whole or not at all. */
  readonly save: SaveRows;
  close(): void;
}

export interface KeptConnectionOptions {
  readonly dataDirectory: string;
  readonly keys: AccountKeys;
  readonly logger: Logger;
  readonly clock: Clock;
  /** In which others go on while rows are written. */
  readonly pause: Pause;
  /** Called after every commit of rows. */
  readonly onCommit: () => void;
}

/** Opens the database, and opens it again by a timer until that works or when it was replaced. */
export function keepConnection(options: KeptConnectionOptions): KeptConnection {
  const { dataDirectory, keys, logger, clock, pause, onCommit } = options;
  let connected: Connected | null = null;
  let problem: string | null = null;
  let timer: Timer | null = null;
  let nextFileCheck = 0;

  function open(): void {
    timer = null;
    const opened = connect(dataDirectory, keys, pause);
    if (!opened.ok) return postpone(opened.failure);
    if (problem !== null) logger.info("The database is open now.");
    problem = null;
    connected = opened.value;
    nextFileCheck = clock.now() + limits.fileCheckMs;
  }

  function postpone({ locked, sentence }: OpenFailure): void {
    if (problem !== sentence) logger.error(sentence, { dataDirectory });
    problem = sentence;
    timer = setTimeout(open, locked ? limits.lockRetryMs : limits.openRetryMs);
    timer.unref();
  }

  function checkFile(): void {
    if (connected === null || clock.now() < nextFileCheck) return;
    nextFileCheck = clock.now() + limits.fileCheckMs;
    if (!connected.isReplaced()) return;
    logger.warn("The database file was replaced or removed; it is opened anew.");
    connected.close();
    connected = null;
    open();
  }

  async function save(...[rows, onWritten]: Parameters<SaveRows>): ReturnType<SaveRows> {
    const asked = connected;
    if (asked === null || asked.checkpointer.needsQuiet()) return null;
    const saved = await asked.rows.write(rows, () => {
      onWritten?.();
      // In the same breath: what is counted as known to others must not be known later.
      onCommit();
    });
    // Meanwhile it may have been closed.
    if (asked !== connected) return saved;
    // A table or column was removed while running: the next try finds it again.
    if (!saved.ok && saved.failure.code === "SQLITE_ERROR") asked.complete();
    if (saved.ok) asked.checkpointer.afterCommit();
    return saved;
  }

  open();
  return {
    current() {
      checkFile();
      return connected;
    },
    problem: () => problem,
    save,
    close() {
      if (timer !== null) clearTimeout(timer);
      connected?.close();
      connected = null;
    },
  };
}
