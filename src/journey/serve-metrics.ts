import { metricsText, type Sample } from "../answer/metrics.ts";
import { version } from "../base/version.ts";
import { priceVersion } from "../prices/find-price.ts";
import type { Snapshot } from "../store/snapshot.ts";
import { admitOwner } from "./admit-owner.ts";
import type { Arrival } from "./arrive.ts";
import type { Rooms } from "./rooms.ts";
import { turnAway } from "./turn-away.ts";

/** GET /metrics, for the owner: of the other workers the counters, and everything of this one. */
export function serveMetrics(arrival: Arrival, rooms: Rooms): Response {
  const snapshot = admitOwner(arrival, rooms, "read the metrics");
  if (!snapshot.ok) return turnAway(arrival, snapshot.failure, rooms);
  const own = [...rooms.meters.samples(), ...gauges(snapshot.value, rooms)];
  const text = metricsText([...labelled(own, rooms.worker), ...rooms.countedElsewhere()]);
  return new Response(text, {
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
  });
}

function labelled(samples: readonly Sample[], worker: number | null): readonly Sample[] {
  if (worker === null) return samples;
  return samples.map((sample) => ({
    ...sample,
    labels: { ...sample.labels, worker: String(worker) },
  }));
}

function gauges(snapshot: Snapshot, rooms: Rooms): readonly Sample[] {
  const queue = rooms.queue();
  const bodies = rooms.bodies.counts();
  const memory = process.memoryUsage();
  return [
    { name: "codegate_info", labels: { version, prices: priceVersion }, value: 1 },
    one("start_time_seconds", rooms.startedAt / 1_000),
    one("requests_in_flight", rooms.flights.count()),
    one("unpriced_attempts_total", rooms.recorder.unpriced()),
    ...accounts(snapshot, rooms),
    one("queue_rows", queue.rows),
    one("queue_bytes", queue.bytes),
    one("queue_dropped_total", queue.dropped),
    one("bodies_kept_total", bodies.kept),
    one("bodies_dropped_total", bodies.dropped),
    ...Object.entries({ rss: memory.rss, heap: memory.heapUsed, external: memory.external }).map(
      ([kind, value]) => ({ name: "codegate_memory_bytes", labels: { kind }, value }),
    ),
  ];
}

function one(name: string, value: number): Sample {
  return { name: `codegate_${name}`, labels: {}, value };
}

/** An account with a model at rest may still serve others: it counts as usable. */
function accounts(snapshot: Snapshot, { rests }: Rooms): readonly Sample[] {
  const counts = { usable: 0, resting: 0, unusable: 0 };
  for (const { id, enabled, unusableReason } of snapshot.accounts.values()) {
    if (!enabled) continue;
    if (unusableReason !== null) counts.unusable++;
    else if (rests.view(id).some(({ family }) => family === null)) counts.resting++;
    else counts.usable++;
  }
  return Object.entries(counts).map(([state, value]) => ({
    name: "codegate_accounts",
    labels: { state },
    value,
  }));
}
