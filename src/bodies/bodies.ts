/**
 * Keeps the bodies of requests and answers beside the database, within a number of bytes and of
 * days. A request pays for comparing memory and for copying what is new; compressing and writing
 * happen on other threads. Nothing ever waits for them: what finds no room is not kept, and counted.
 */
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import type { BodyLimits } from "./read-limits.ts";
import { createChain, type Chain, type ChainOptions } from "./chain.ts";
import type { Keepsake } from "./segment.ts";
import { bodiesDirectory, deleteExpired, type ChainName } from "./segment-files.ts";

export type { Keepsake } from "./segment.ts";

export interface BodyCounts {
  /** Requests whose bodies were kept, and not kept, since the start. */
  readonly kept: number;
  readonly dropped: number;
  readonly waitingBytes: number;
  readonly writtenBytes: number;
}

export interface Bodies {
  /** Keeps the bodies of one request. Never waits and never throws. */
  keep(keepsake: Keepsake): void;
  counts(): BodyCounts;
  /** Resolves when everything that waits is written. */
  close(): Promise<void>;
}

export interface BodiesOptions extends Pick<ChainOptions, "key" | "limitsOf"> {
  readonly dataDirectory: string;
  readonly logger: Logger;
  readonly clock: Clock;
}

export function openBodies(options: BodiesOptions): Bodies {
  const { clock, logger } = options;
  const directory = bodiesDirectory(options.dataDirectory);
  const counts = { kept: 0, dropped: 0, writtenBytes: 0 };
  const warn = createWarning(options);
  let flushTimer: Timer | null = null;

  const limitsOf = forAWhile(options.limitsOf, clock);
  const chainOf = (name: ChainName): Chain =>
    createChain({
      ...options,
      limitsOf,
      name,
      directory,
      onWritten(records, bytes) {
        counts.kept += records;
        counts.writtenBytes += bytes;
      },
      onLost(records) {
        counts.dropped += records;
      },
      onFailure(code) {
        logger.error("Bodies of requests cannot be kept for now; requests go on.", { code });
      },
    });
  const [served, failed] = [chainOf("served"), chainOf("failed")];
  const waiting = () => served.waiting() + failed.waiting();

  const cleaner = setInterval(() => {
    for (const chain of [served, failed]) chain.endOld();
    deleteExpired(directory, options.limitsOf().days, clock.now());
  }, limits.bodyCleaningMs);
  cleaner.unref();

  function drop(reason: string): void {
    counts.dropped++;
    warn(reason, waiting());
  }

  function flushLater(): void {
    flushTimer ??= setTimeout(() => {
      flushTimer = null;
      served.flush();
      failed.flush();
    }, limits.bodyFrameMs);
  }

  return {
    keep(keepsake) {
      const { facts, request, response } = keepsake;
      const bytes = request.length + (response?.length ?? 0);
      if (bytes > limits.keptBodyBytes) return drop("too large");
      if (waiting() + bytes > limits.bodyQueueBytes) return drop("too much waits to be written");
      const segment = (facts.status >= 400 ? failed : served).segmentFor(bytes);
      if (segment === null) return drop("larger than a file may be, or no file can be written");
      segment.keep(keepsake);
      flushLater();
    },
    counts: () => ({ ...counts, waitingBytes: waiting() }),
    async close() {
      clearInterval(cleaner);
      if (flushTimer !== null) clearTimeout(flushTimer);
      await Promise.all([served.close(), failed.close()]);
    },
  };
}

/** Asking costs as much as keeping a body does. */
function forAWhile(ask: () => BodyLimits, clock: Clock): () => BodyLimits {
  let known: { readonly at: number; readonly value: BodyLimits } | null = null;
  return () => {
    const at = clock.now();
    if (known === null || at - known.at >= limits.bodyLimitsMs) known = { at, value: ask() };
    return known.value;
  };
}

/** Tells of what is not kept, not each time. */
function createWarning({
  clock,
  logger,
}: BodiesOptions): (reason: string, waiting: number) => void {
  let nextAt = 0;
  return (reason, waiting) => {
    if (clock.now() < nextAt) return;
    nextAt = clock.now() + limits.bodyRetryMs;
    logger.warn("Bodies of some requests are not kept.", { reason, waitingBytes: waiting });
  };
}
