import { healthReport } from "../answer/health.ts";
import { upstreamLimit } from "../process/upstream-limit.ts";
import type { Rooms } from "./rooms.ts";

/** 503 while stopping, so that a load balancer looks elsewhere; else 200, also when degraded. */
export function serveHealth(rooms: Rooms): Response {
  const report = healthReport({
    now: rooms.now(),
    startedAt: rooms.startedAt,
    isStopping: rooms.isStopping(),
    snapshot: rooms.snapshot(),
    queue: rooms.queue(),
    bodies: rooms.bodies.counts(),
    requestsInFlight: rooms.flights.count(),
    unpricedAttempts: rooms.recorder.unpriced(),
    upstreamLimit: upstreamLimit(),
    requestBodyBytes: rooms.requestBodyBytes,
    worker: rooms.worker,
  });
  return Response.json(report, { status: rooms.isStopping() ? 503 : 200 });
}
