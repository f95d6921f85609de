/** The files of one kind of requests, one after the other: the newest grows, the oldest goes. */
import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { BodyLimits } from "./read-limits.ts";
import { startSegment, type Segment } from "./segment.ts";
import {
  deleteExpired,
  makeDirectory,
  makeRoom,
  segmentName,
  type ChainName,
} from "./segment-files.ts";

export interface Chain {
  /** The growing file, a new one when it has no room for so many bytes more; null = there is none. */
  segmentFor(bytes: number): Segment | null;
  /** Bytes that wait to be written. */
  waiting(): number;
  flush(): void;
  /** Ends a file that has grown for long, so that it can be deleted in time. */
  endOld(): void;
  /** Resolves when all that waits is written. */
  close(): Promise<void>;
}

export interface ChainOptions {
  readonly name: ChainName;
  readonly directory: string;
  /** 32 bytes that seal the files; null = there are none, and nothing is kept. */
  readonly key: () => Uint8Array | null;
  /** Asked often. */
  readonly limitsOf: () => BodyLimits;
  readonly clock: Clock;
  readonly onWritten: (records: number, bytes: number) => void;
  readonly onLost: (records: number) => void;
  /** Told of the system's error; the next file is begun after a while. */
  readonly onFailure: (code: string) => void;
}

export function createChain(options: ChainOptions): Chain {
  const { name, directory, limitsOf, clock } = options;
  const closing = new Set<Promise<void>>();
  let current: Segment | null = null;
  let retryAt = 0;

  function end(): void {
    if (current === null) return;
    const ended = current.close().finally(() => closing.delete(ended));
    closing.add(ended);
    current = null;
  }

  function fail(code: string): void {
    retryAt = clock.now() + limits.bodyRetryMs;
    options.onFailure(code);
    end();
  }

  function begin(segmentBytes: number): Segment | null {
    const now = clock.now();
    const key = now < retryAt ? null : options.key();
    if (key === null) return null;
    const problem = makeDirectory(directory);
    if (problem !== null) {
      fail(problem);
      return null;
    }
    const { bytes, days } = limitsOf();
    deleteExpired(directory, days, now);
    makeRoom({ directory, chain: name, budgetBytes: shareOf(name, bytes), segmentBytes, now });
    return startSegment({
      path: join(directory, segmentName(name, now, randomText(4))),
      key,
      salt: crypto.getRandomValues(new Uint8Array(16)),
      startedAt: now,
      onFailure: fail,
      onWritten: options.onWritten,
      onLost: options.onLost,
    });
  }

  const isOld = ({ startedAt }: Segment): boolean =>
    clock.now() - startedAt >= limitsOf().days * day * limits.bodySegmentShare;

  return {
    segmentFor(bytes) {
      const segmentBytes = Math.floor(shareOf(name, limitsOf().bytes) / limits.bodySegments);
      if (bytes > segmentBytes) return null;
      if (current !== null && (current.bytes() + bytes > segmentBytes || isOld(current))) end();
      current ??= begin(segmentBytes);
      return current;
    },
    waiting: () => current?.waiting() ?? 0,
    flush: () => current?.flush(),
    endOld() {
      if (current !== null && isOld(current)) end();
    },
    async close() {
      end();
      await Promise.all(closing);
    },
  };
}

const day = 24 * 60 * 60 * 1_000;

function shareOf(chain: ChainName, bytes: number): number {
  const { failedBodiesShare } = limits;
  return bytes * (chain === "failed" ? failedBodiesShare : 1 - failedBodiesShare);
}

function randomText(bytes: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("hex");
}
