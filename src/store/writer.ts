import { limits } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import type { StoreRow } from "./rows.ts";
import { isLocked, type SqliteFailure } from "./sqlite-failure.ts";
import { createWriteQueue, type WriteQueue } from "./write-queue.ts";
import type { SaveRows } from "./write-rows.ts";

export interface QueueState {
  readonly rows: number;
  /** Of logged bodies. */
  readonly bytes: number;
  /** Rows lost since the start. */
  readonly dropped: number;
  /** Why rows cannot be written, as the log says it; null = they can. */
  readonly trouble: string | null;
}

export interface Writer {
  /** Queues a row; writing happens later, never in this call. */
  write(row: StoreRow): void;
  queue(): QueueState;
  /** Every row that waits, the oldest first. */
  waiting(): readonly StoreRow[];
  /** Writes what waits now; gives up when the database stays locked for `limits.lockWaitMs`. */
  flush(): Promise<void>;
  /** Ends the timer. Rows that wait stay in the queue. */
  stop(): void;
}

interface WriterOptions {
  readonly save: SaveRows;
  readonly logger: Logger;
}

type Outcome = "written" | "locked" | "failed";

interface Written {
  readonly outcome: Outcome;
  /** Rows that wait no longer. */
  readonly rows: number;
}

/** Writes rows in batches off the request path, and waits for a lock without blocking anybody. */
export function createWriter({ save, logger }: WriterOptions): Writer {
  const queue = createWriteQueue({
    mostRows: limits.writeQueueRows,
    mostBytes: limits.writeQueueBytes,
  });
  const batches = createBatchWriter({ save, logger, queue });
  let timer: Timer | null = null;
  let isStopped = false;
  let lastOutcome: Outcome = "written";
  /** One batch at a time, so that rows keep their order. */
  let running: Promise<Written> | null = null;

  function writeNext(): Promise<Written> {
    running ??= batches.writeNext().finally(() => {
      running = null;
    });
    return running;
  }

  function schedule(delay: number): void {
    if (isStopped) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(run, delay);
  }

  async function run(): Promise<void> {
    timer = null;
    lastOutcome = (await writeNext()).outcome;
    if (queue.rows() > 0) schedule(delayAfter(lastOutcome, queue));
  }

  return {
    write(row) {
      batches.reportLoss(queue.push(row));
      if (timer === null) schedule(limits.writeIntervalMs);
      else if (queue.rows() === limits.writeBatchRows && lastOutcome === "written") schedule(0);
    },
    queue: () => ({
      rows: queue.rows(),
      bytes: queue.bytes(),
      dropped: batches.dropped(),
      trouble: batches.trouble(),
    }),
    waiting: queue.all,
    flush: () => flushQueue(queue, writeNext),
    stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

function delayAfter(outcome: Outcome, { rows, bytes }: WriteQueue): number {
  if (outcome === "locked") return limits.lockRetryMs;
  if (outcome === "failed") return limits.writeRetryMs;
  const isFull = rows() >= limits.writeBatchRows || bytes() >= limits.writeBatchBytes;
  return isFull ? 0 : limits.writeIntervalMs;
}

async function flushQueue(queue: WriteQueue, writeNext: () => Promise<Written>): Promise<void> {
  let waits = Math.ceil(limits.lockWaitMs / limits.lockRetryMs);
  // Only what waits now: a busy gateway adds rows all the time.
  let left = queue.rows();
  while (left > 0 && queue.rows() > 0) {
    const { outcome, rows } = await inTime(writeNext());
    left -= rows;
    if (outcome !== "written" && waits === 0) return;
    if (outcome !== "written") waits -= 1;
    // Other work goes on between two batches.
    await Bun.sleep(outcome === "written" ? 0 : limits.lockRetryMs);
  }
}

/** A disk that does not answer must not keep a stop for ever. */
async function inTime(writing: Promise<Written>): Promise<Written> {
  const { promise, resolve } = Promise.withResolvers<Written>();
  const timer = setTimeout(resolve, limits.lockWaitMs, { outcome: "locked", rows: 0 });
  const written = await Promise.race([writing, promise]);
  clearTimeout(timer);
  return written;
}

const troubles = {
  locked:
    "Another program keeps the database locked (a backup, an SQL shell with an open transaction?); " +
    "rows wait in memory until it ends.",
  failed: "The database cannot be written; rows wait in memory.",
} as const;

interface BatchWriter {
  writeNext(): Promise<Written>;
  reportLoss(loss: { readonly bodies: number; readonly rows: number }): void;
  /** Rows lost since the start. */
  dropped(): number;
  trouble(): string | null;
}

function createBatchWriter({
  save,
  logger,
  queue,
}: WriterOptions & { readonly queue: WriteQueue }): BatchWriter {
  let dropped = 0;
  let isOverflowing = false;
  /** The failure that lasts, which is logged once. */
  let lasting: { readonly code: string; readonly words: string } | null = null;
  let lockedTries = 0;

  function refuse(failure: SqliteFailure): Outcome {
    const outcome = isLocked(failure) ? "locked" : "failed";
    lockedTries = outcome === "locked" ? lockedTries + 1 : 0;
    // Everybody locks it for a moment now and then; a lock that stays is somebody's mistake.
    const isWorthTelling = outcome === "failed" || lockedTries >= limits.lockTriesTold;
    if (isWorthTelling && lasting?.code !== failure.code) {
      lasting = { code: failure.code, words: troubles[outcome] };
      const fields = { code: failure.code, reason: failure.message, rows: queue.rows() };
      logger.error(lasting.words, fields);
    }
    return outcome;
  }

  return {
    async writeNext() {
      const batch = queue.peek(limits.writeBatchRows, limits.writeBatchBytes);
      if (batch.length === 0) return { outcome: "written", rows: 0 };
      queue.hold(batch.length);
      // Whoever reads next finds them in the database: they must not be waiting as well.
      const saved = await save(batch, () => queue.remove(batch.length));
      if (saved?.ok !== true) {
        queue.hold(0);
        return { outcome: saved === null ? "locked" : refuse(saved.failure), rows: 0 };
      }
      for (const { table, reason } of saved.value) {
        dropped += 1;
        logger.error("A row was refused by the database and is lost.", { table, reason });
      }
      if (lasting !== null) logger.info("The database can be written again.");
      lasting = null;
      lockedTries = 0;
      isOverflowing &&= queue.rows() > 0;
      return { outcome: "written", rows: batch.length };
    },
    reportLoss({ bodies, rows }) {
      dropped += rows;
      if (isOverflowing || bodies + rows === 0) return;
      isOverflowing = true;
      const fields = { waiting: queue.rows(), waitingBytes: queue.bytes() };
      logger.error(
        "Too many rows wait for the database; the oldest are lost, bodies first.",
        fields,
      );
    },
    dropped: () => dropped,
    trouble: () => lasting?.words ?? null,
  };
}
