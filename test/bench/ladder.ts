/**
 * What each station of the journey costs: the same load on the journey cut off after every one of
 * them. Microseconds of processor time per request, all threads together; a station's cost is its
 * rung less the rung before. The code is warm only after some ten thousand requests. `bun test/bench/ladder.ts [bytes = 2000] [connections = 64]`
 */
import { join } from "node:path";
import { startChild } from "../support/child.ts";
import { temporaryData } from "../support/gateway-process.ts";
import { cpuSeconds } from "./gateway/process-use.ts";
import { runLoad } from "./gateway/load.ts";
import { loadOf, microseconds } from "./gateway/rounds.ts";
import { requestBody } from "./gateway/scenes.ts";
import { startProvider, type Target } from "./gateway/targets.ts";
import { rungs } from "./ladder/rungs.ts";

const [bytes = 2_000, connections = 64] = process.argv.slice(2).map(Number);
const warmUpMs = 4_000;
const roundMs = 600;
const rounds = 3;

const provider = await startProvider(0);
await provider.play({ kind: "whole" });
const body = requestBody("anthropic-messages", bytes, false);
const work = { path: "/v1/messages", body, connections, forMs: roundMs };

async function startRung(rung: string): Promise<Target> {
  const accounts = [{ name: "messages", provider: "anthropic", baseUrl: provider.url }];
  const data = await temporaryData({ accounts });
  const script = join(import.meta.dir, "ladder/host.ts");
  const { child, first } = await startChild(script, [rung, provider.url, data.path]);
  const { url, pid } = first as { readonly url: string; readonly pid: number };
  const stop = async () => {
    await child.stop();
    data[Symbol.dispose]();
  };
  return { name: "codegate", url, pid, headers: "", stop };
}

interface Cost {
  readonly cpu: number;
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

async function measureOnce(target: Target): Promise<Cost> {
  const before = cpuSeconds(target.pid ?? 0) ?? NaN;
  const loaded = await runLoad(loadOf(target, work));
  const used = (cpuSeconds(target.pid ?? 0) ?? NaN) - before;
  if (loaded.failures > 0) throw new Error(`requests failed: ${loaded.failure}`);
  return {
    cpu: (used / loaded.requests) * 1e6,
    rate: loaded.requests / loaded.seconds,
    p50: microseconds(loaded.latencies, 0.5),
    p99: microseconds(loaded.latencies, 0.99),
  };
}

const chosen = rungs;
const targets = await Promise.all(chosen.map(startRung));
for (const target of targets) await runLoad({ ...loadOf(target, work), forMs: warmUpMs });
const costs = targets.map((): Cost[] => []);
for (let round = 0; round < rounds; round++) {
  for (const [at, target] of targets.entries()) costs[at]?.push(await measureOnce(target));
}
const least = (all: readonly Cost[], of: (cost: Cost) => number) => Math.min(...all.map(of));
console.log("| rung | processor, µs | of it its own | requests/s | p50, µs | p99, µs |");
console.log("| --- | --: | --: | --: | --: | --: |");
let before = 0;
for (const [at, rung] of chosen.entries()) {
  const all = costs[at] ?? [];
  const cpu = least(all, (cost) => cost.cpu);
  const rate = Math.max(...all.map((cost) => cost.rate));
  const [p50, p99] = [least(all, (cost) => cost.p50), least(all, (cost) => cost.p99)];
  const cells = [cpu, cpu - before, rate, p50, p99].map((cell) => cell.toFixed(0));
  console.log(`| ${rung} | ${cells.join(" | ")} |`);
  before = cpu;
}
for (const target of targets) await target.stop();
await provider.stop();
process.exit();
