import { version } from "../base/version.ts";
import { priceVersion } from "../prices/find-price.ts";
import type { BodyCounts } from "../bodies/bodies.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { QueueState } from "../store/writer.ts";

export interface HealthFacts {
  readonly now: number;
  readonly startedAt: number;
  readonly isStopping: boolean;
  readonly snapshot: Snapshot;
  readonly queue: QueueState;
  readonly bodies: BodyCounts;
  readonly requestsInFlight: number;
  /** Attempts since the start whose cost is not known at all. */
  readonly unpricedAttempts: number;
  /** Bun's limit on upstream calls at once; the 257th would wait in silence at its default. */
  readonly upstreamLimit: number;
  readonly requestBodyBytes: number;
  /** Which of several workers answers, from 0; null = the process works alone. */
  readonly worker: number | null;
}

/** What /health says: enough to see trouble, nothing that anybody could misuse. */
export function healthReport(facts: HealthFacts): unknown {
  const accounts = [...facts.snapshot.accounts.values()].filter(({ enabled }) => enabled);
  const trouble = facts.snapshot.problem ?? facts.queue.trouble;
  const usable = accounts.filter(({ unusableReason }) => unusableReason === null).length;
  return {
    status: facts.isStopping ? "stopping" : trouble === null ? "ok" : "degraded",
    timestamp: new Date(facts.now).toISOString(),
    version,
    ...(facts.worker !== null && { worker: facts.worker }),
    uptime_seconds: Math.floor((facts.now - facts.startedAt) / 1_000),
    database: trouble ?? "ok",
    accounts: { usable, unusable: accounts.length - usable },
    requests_in_flight: facts.requestsInFlight,
    prices: { version: priceVersion, unpriced_attempts: facts.unpricedAttempts },
    queue: {
      rows: facts.queue.rows,
      bytes: facts.queue.bytes,
      dropped: facts.queue.dropped,
    },
    bodies: {
      kept: facts.bodies.kept,
      dropped: facts.bodies.dropped,
      waiting_bytes: facts.bodies.waitingBytes,
    },
    limits: {
      upstream_requests: facts.upstreamLimit,
      request_body_bytes: facts.requestBodyBytes,
    },
  };
}
