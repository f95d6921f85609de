// What could go wrong: /health says that all is well while nothing can be read or written.
import { expect, test } from "bun:test";
import { healthReport, type HealthFacts } from "../../../src/answer/health.ts";
import { emptySnapshot } from "../../../src/store/snapshot.ts";

const facts: HealthFacts = {
  now: 2_000,
  startedAt: 1_000,
  isStopping: false,
  snapshot: emptySnapshot(null),
  queue: { rows: 0, bytes: 0, dropped: 0, trouble: null },
  bodies: { kept: 0, dropped: 0, waitingBytes: 0, writtenBytes: 0 },
  requestsInFlight: 0,
  unpricedAttempts: 0,
  upstreamLimit: 256,
  requestBodyBytes: 1,
  worker: null,
};
const queue = { ...facts.queue, trouble: "no room" };
const unread = emptySnapshot("it cannot be read");

test.each([
  ["all is well", {}, "ok", "ok"],
  ["rows cannot be written", { queue }, "degraded", "no room"],
  ["nothing can be read either", { queue, snapshot: unread }, "degraded", "it cannot be read"],
  ["it stops", { queue, isStopping: true }, "stopping", "no room"],
])("health when %s", (_what, more, status, database) => {
  expect(healthReport({ ...facts, ...more })).toMatchObject({ status, database });
});
