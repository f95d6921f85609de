/** Streams: first token, delay of events, events per second, streams that stall. */
import type { Figure } from "./figures.ts";
import { sizes } from "./measure-whole.ts";
import { best, measure, microseconds } from "./rounds.ts";
import { requestBody } from "./scenes.ts";
import type { Provider, Target } from "./targets.ts";

const path = "/v1/messages";
const dialect = "anthropic-messages";

export async function measureFirstToken(
  provider: Provider,
  targets: readonly Target[],
): Promise<Figure[]> {
  await provider.play({ kind: "stream", events: 1, everyMs: 0 });
  const figures: Figure[] = [];
  for (const [size, bytes] of sizes) {
    const body = requestBody(dialect, bytes, true);
    const work = { path, body, connections: 1, forMs: 300, watches: true };
    const rounds = await measure(targets, work);
    for (const [what, share] of [
      ["p50", 0.5],
      ["p99", 0.99],
    ] as const) {
      figures.push({
        name: `first token, ${size}: ${what}`,
        unit: "µs",
        better: "less",
        values: best(rounds, "less", ({ firstEvents }) => microseconds(firstEvents, share)),
      });
    }
  }
  return figures;
}

/** Numbers of streams at once, and the time between two events of each, milliseconds. */
const paces = [
  [1, 5],
  [64, 20],
  [200, 20],
  [512, 20],
] as const;

/** How long a stream with a pace lasts, milliseconds. */
const lastsMs = 1_000;

export async function measurePaced(
  provider: Provider,
  targets: readonly Target[],
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const body = requestBody(dialect, 2_000, true);
  for (const [streams, everyMs] of paces) {
    await provider.play({ kind: "stream", events: lastsMs / everyMs, everyMs });
    const work = { path, body, connections: streams, forMs: 1, watches: true };
    const rounds = await measure(targets, work);
    const name = `streams of ${1_000 / everyMs} events/s, c=${streams}`;
    for (const [what, share] of [
      ["p50", 0.5],
      ["p99", 0.99],
    ] as const) {
      figures.push({
        name: `${name}: delay of an event, ${what}`,
        unit: "µs",
        better: "less",
        values: best(rounds, "less", ({ delays }) => microseconds(delays, share)),
      });
    }
    const stalls = (gaps: Float64Array) => gaps.filter((gap) => gap > 2 * everyMs).length;
    figures.push({
      name: `${name}: with a gap of twice the pace`,
      unit: "streams",
      better: "less",
      values: best(rounds, "less", ({ longestGaps }) => stalls(longestGaps)),
    });
  }
  return figures;
}

/** Events of a stream without a pace. */
export const rushEvents = 1_000;

export async function measureRush(
  provider: Provider,
  targets: readonly Target[],
): Promise<Figure[]> {
  await provider.play({ kind: "stream", events: rushEvents, everyMs: 0 });
  const body = requestBody(dialect, 2_000, true);
  const rounds = await measure(targets, { path, body, connections: 16, forMs: 400 });
  const name = "streams without a pace, c=16";
  return [
    {
      name: `${name}: rate`,
      unit: "events/s",
      better: "more",
      values: best(rounds, "more", ({ requests, seconds }) => (requests * rushEvents) / seconds),
    },
    {
      name: `${name}: processor`,
      unit: "µs/event",
      better: "less",
      values: best(rounds, "less", ({ cpuMicroseconds }) =>
        cpuMicroseconds === null ? null : cpuMicroseconds / rushEvents,
      ),
    },
  ];
}
