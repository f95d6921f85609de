/** Interleaved rounds: every target in turn, again and again, and of each the best round. */
import { percentile, runLoad, type Load, type Loaded } from "./load.ts";
import { cpuSeconds } from "./process-use.ts";
import type { Target } from "./targets.ts";

export interface Work {
  readonly path: string;
  readonly body: Uint8Array;
  readonly connections: number;
  readonly forMs: number;
  readonly watches?: boolean;
  /** Header lines for CodeGate alone. */
  readonly forCodeGate?: string;
  readonly rounds?: number;
}

export interface Round extends Loaded {
  /** Processor time of the target per request, microseconds; null where unknown. */
  readonly cpuMicroseconds: number | null;
}

const usualRounds = 3;
const warmUpMs = 150;

/** All rounds of every target. Throws when a target fails: figures of failures say nothing. */
export async function measure(
  targets: readonly Target[],
  work: Work,
): Promise<ReadonlyMap<Target, readonly Round[]>> {
  const rounds = new Map<Target, Round[]>(targets.map((target) => [target, []]));
  for (const target of targets) await runLoad({ ...loadOf(target, work), forMs: warmUpMs });
  for (let round = 0; round < (work.rounds ?? usualRounds); round++) {
    for (const target of targets) rounds.get(target)?.push(await measureOnce(target, work));
  }
  return rounds;
}

async function measureOnce(target: Target, work: Work): Promise<Round> {
  const before = target.pid === null ? null : cpuSeconds(target.pid);
  const loaded = await runLoad(loadOf(target, work));
  const after = target.pid === null ? null : cpuSeconds(target.pid);
  if (loaded.failures > 0) {
    const what = `${loaded.failures} of ${loaded.failures + loaded.requests} requests failed`;
    throw new Error(`${target.name}: ${what}: ${loaded.failure}`);
  }
  const used = before === null || after === null ? null : after - before;
  return { ...loaded, cpuMicroseconds: used === null ? null : (used / loaded.requests) * 1e6 };
}

/** The request as bytes, with the headers that agents send at least. */
export function loadOf(target: Target, work: Work): Load {
  const { path, body, connections, forMs, watches = false, forCodeGate = "" } = work;
  const own = target.headers + (target.name === "codegate" ? forCodeGate : "");
  const head =
    `POST ${path} HTTP/1.1\r\nhost: ${new URL(target.url).host}\r\n` +
    `content-type: application/json\r\nanthropic-version: 2023-06-01\r\n${own}` +
    `content-length: ${body.length}\r\n\r\n`;
  const request = Buffer.concat([Buffer.from(head), body]);
  return { url: target.url, request, connections, forMs, watches };
}

/** The best round of each target by name, by what `of` makes of a round. */
export function best(
  rounds: ReadonlyMap<Target, readonly Round[]>,
  better: "more" | "less",
  of: (round: Round) => number | null,
): Partial<Record<Target["name"], number>> {
  const entries = [...rounds].flatMap(([target, each]) => {
    const values = each.flatMap((round) => of(round) ?? []).filter((value) => !Number.isNaN(value));
    if (values.length === 0) return [];
    return [[target.name, better === "more" ? Math.max(...values) : Math.min(...values)]];
  });
  return Object.fromEntries(entries) as Partial<Record<Target["name"], number>>;
}

/** Microseconds at that share of times in milliseconds. */
export const microseconds = (times: Float64Array, share: number) => percentile(times, share) * 1e3;
