/**
 * What the first request after a start waits for under guardrails: a new process for each, asked for
 * a stream with a body of 1 MB at once or after a while in which it could get ready.
 * By hand: `bun test/bench/guard-first.ts [rounds]`.
 */
import { loadOf } from "./gateway/rounds.ts";
import { percentile, runLoad } from "./gateway/load.ts";
import { requestBody } from "./gateway/scenes.ts";
import { startCodeGate, startProvider, type Provider } from "./gateway/targets.ts";

const bytes = 1_000_000;
/** Longer than getting ready takes. */
const idleMs = 4_000;
const rounds = Number(process.argv[2] ?? 7);

interface Way {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly waitMs: number;
  readonly first: number[];
  readonly second: number[];
  readonly memory: number[];
}

const on = { privacy_enabled: "true" };
const way = (name: string, settings: Way["settings"], waitMs: number): Way => {
  return { name, settings, waitMs, first: [], second: [], memory: [] };
};
const ways = [
  way("guardrails off, at once", {}, 0),
  way("guardrails off, after a while", {}, idleMs),
  way("guardrails on, at once", on, 0),
  way("guardrails on, after a while", on, idleMs),
];

async function residentOf(pid: number): Promise<number> {
  const status = await Bun.file(`/proc/${pid}/status`).text();
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1_000;
}

async function measure(provider: Provider, { settings, waitMs, ...times }: Way): Promise<void> {
  const target = await startCodeGate(provider.url, settings);
  await Bun.sleep(waitMs);
  times.memory.push(await residentOf(target.pid ?? 0));
  for (const [number, each] of [times.first, times.second].entries()) {
    const body = requestBody("anthropic-messages", bytes, true, { number, furtherTurns: 0 });
    const work = { path: "/v1/messages", body, connections: 1, forMs: 0, watches: true };
    const { failure, firstEvents } = await runLoad(loadOf(target, work));
    if (failure !== null) throw new Error(failure);
    each.push(...firstEvents);
  }
  await target.stop();
}

const provider = await startProvider(0);
await provider.play({ kind: "stream", events: 1, everyMs: 0 });
for (let round = 0; round < rounds; round++) {
  for (const each of ways) await measure(provider, each);
}
await provider.stop();

const show = (values: readonly number[]) => {
  const sorted = Float64Array.from(values).toSorted();
  return `${percentile(sorted, 0).toFixed(1)} | ${percentile(sorted, 0.5).toFixed(1)}`;
};
console.log(
  "| 1 MB, to the first token, ms | first: best | median | second: best | median | MB before |",
);
console.log("| --- | --: | --: | --: | --: | --: |");
for (const { name, first, second, memory } of ways) {
  const before = percentile(Float64Array.from(memory).toSorted(), 0.5);
  console.log(`| ${name} | ${show(first)} | ${show(second)} | ${before.toFixed(0)} |`);
}
