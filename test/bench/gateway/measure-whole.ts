/** Whole answers: latency, requests per second and processor time by size and connections. */
import type { Figure } from "./figures.ts";
import { best, measure, microseconds, type Round } from "./rounds.ts";
import { requestBody } from "./scenes.ts";
import type { Provider, Target } from "./targets.ts";

export const sizes = [
  ["2 KB", 2_000],
  ["100 KB", 100_000],
  ["1 MB", 1_000_000],
] as const;

const connectionCounts = [1, 16, 64, 256] as const;

export interface WholeOptions {
  readonly label: string;
  readonly sizes: readonly (typeof sizes)[number][];
  readonly connections: readonly number[];
}

export const allWhole: WholeOptions = {
  label: "whole",
  sizes,
  connections: connectionCounts,
};

export async function measureWhole(
  provider: Provider,
  targets: readonly Target[],
  options: WholeOptions = allWhole,
): Promise<Figure[]> {
  await provider.play({ kind: "whole" });
  const figures: Figure[] = [];
  for (const [size, bytes] of options.sizes) {
    const body = requestBody("anthropic-messages", bytes, false);
    for (const connections of options.connections) {
      const work = { path: "/v1/messages", body, connections, forMs: 300 };
      const rounds = await measure(targets, work);
      figures.push(...wholeFigures(`${options.label}, ${size}, c=${connections}`, rounds));
    }
  }
  return figures;
}

/** What rounds of one kind of work say. */
export function wholeFigures(
  name: string,
  rounds: ReadonlyMap<Target, readonly Round[]>,
): readonly Figure[] {
  return [
    {
      name: `${name}: p50`,
      unit: "µs",
      better: "less",
      values: best(rounds, "less", ({ latencies }) => microseconds(latencies, 0.5)),
    },
    {
      name: `${name}: p99`,
      unit: "µs",
      better: "less",
      values: best(rounds, "less", ({ latencies }) => microseconds(latencies, 0.99)),
    },
    {
      name: `${name}: rate`,
      unit: "requests/s",
      better: "more",
      values: best(rounds, "more", ({ requests, seconds }) => requests / seconds),
    },
    {
      name: `${name}: processor`,
      unit: "µs/request",
      better: "less",
      values: best(rounds, "less", ({ cpuMicroseconds }) => cpuMicroseconds),
    },
  ];
}
