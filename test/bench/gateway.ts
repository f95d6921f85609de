/**
 * CodeGate beside a direct connection and a plain proxy, in interleaved rounds of one run.
 * `bun run bench [--only NAME] [--json FILE] [--check] [--save] [--relay] [--peer URL
 * [--peer-pid PID] [--peer-header "name: value"]] [--upstream-port PORT]`; `--relay` also measures
 * the least proxy in Bun, which is what the runtime allows, and takes a third longer.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { baselineOf, findRegressions, type Baseline } from "./gateway/check.ts";
import {
  describeMachine,
  loadNow,
  writeTable,
  type Figure,
  type Report,
} from "./gateway/figures.ts";
import { measureConversions } from "./gateway/measure-conversions.ts";
import { measureGuardrails } from "./gateway/measure-guardrails.ts";
import { measureLogging } from "./gateway/measure-logging.ts";
import { measureMemory } from "./gateway/measure-memory.ts";
import { measureFirstToken, measurePaced, measureRush } from "./gateway/measure-streams.ts";
import { measureWhole, sizes } from "./gateway/measure-whole.ts";
import { startPlainProxy, startRelay } from "./gateway/plain-proxy.ts";
import { startCodeGate, startProvider, type Provider, type Target } from "./gateway/targets.ts";
import { warmUp } from "./gateway/warm-up.ts";

const baselineFile = join(import.meta.dir, "baseline.json");

/** Where a peer has to look for its provider, unless told otherwise. */
const usualUpstreamPort = "9299";

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    json: { type: "string" },
    check: { type: "boolean" },
    save: { type: "boolean" },
    relay: { type: "boolean" },
    peer: { type: "string" },
    "peer-pid": { type: "string" },
    "peer-header": { type: "string", multiple: true },
    "upstream-port": { type: "string" },
  },
});

const nothing = async () => undefined;

type Part = (provider: Provider, targets: readonly Target[]) => Promise<Figure[]>;

const parts: Readonly<Record<string, Part>> = {
  whole: measureWhole,
  "first-token": measureFirstToken,
  paced: measurePaced,
  rush: measureRush,
  conversions: measureConversions,
  logging: measureLogging,
  workers: measureWorkers,
  guardrails: measureGuardrails,
  memory: measureFresh,
};

/** On two cores the load and the provider take most of what a second worker could use. */
async function measureWorkers(provider: Provider, targets: readonly Target[]): Promise<Figure[]> {
  const two = await startCodeGate(provider.url, {}, { CODEGATE_WORKERS: "2" });
  const others = targets.filter(({ name }) => name !== "codegate");
  // The process that is known by its id only watches the workers.
  const work = { label: "whole, 2 workers", sizes, connections: [64] };
  const figures = await measureWhole(provider, [...others, { ...two, pid: null }], work);
  await two.stop();
  return figures;
}

/** What ran before would be remembered by the collector. */
async function measureFresh(provider: Provider, targets: readonly Target[]): Promise<Figure[]> {
  const fresh = await startCodeGate(provider.url);
  const others = targets.filter(({ name }) => name === "plain" || name === "peer");
  const figures = await measureMemory(provider, [...others, fresh]);
  await fresh.stop();
  return figures;
}

function peerTarget(url: string): Target {
  const pid = options["peer-pid"];
  const headers = (options["peer-header"] ?? []).map((line) => `${line}\r\n`).join("");
  return { name: "peer", url, pid: pid === undefined ? null : Number(pid), headers, stop: nothing };
}

async function run(): Promise<Report> {
  const loadBefore = loadNow();
  const port = options["upstream-port"] ?? (options.peer === undefined ? "0" : usualUpstreamPort);
  const provider = await startProvider(Number(port));
  console.log(`the provider listens on ${provider.url}`);
  const plain = await startPlainProxy(provider.url);
  const own: Target[] = [
    { name: "direct", url: provider.url, pid: null, headers: "", stop: nothing },
    plain,
    await startCodeGate(provider.url),
  ];
  if (options.relay === true) own.push(await startRelay(provider.url));
  const targets = options.peer === undefined ? own : [...own, peerTarget(options.peer)];
  await warmUp(provider, targets);
  const figures: Figure[] = [];
  for (const name of chosenParts()) {
    const startedAt = performance.now();
    const found = (await parts[name]?.(provider, targets)) ?? [];
    figures.push(...found);
    console.log(`${name}: ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
  }
  for (const target of targets) await target.stop();
  await provider.stop();
  const load = [loadBefore, loadNow()] as const;
  return { at: new Date().toISOString(), ...describeMachine(), load, plain: plain.kind, figures };
}

function chosenParts(): readonly string[] {
  const { only } = options;
  if (only === undefined) return Object.keys(parts);
  const names = only.split(",");
  const unknown = names.find((name) => !(name in parts));
  if (unknown === undefined) return names;
  throw new TypeError(`--only takes ${Object.keys(parts).join(", ")}, not ${unknown}`);
}

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
const report = await run();
console.log(`\n${report.cores} cores, load ${report.load.join(" to ")}, Bun ${report.bun}\n`);
console.log(writeTable(report));
if (options.json !== undefined) await Bun.write(options.json, JSON.stringify(report, null, 2));
if (options.save === true) {
  await Bun.write(baselineFile, `${JSON.stringify(baselineOf(report), null, 2)}\n`);
}
if (options.check === true) {
  const baseline = (await Bun.file(baselineFile).json()) as Baseline;
  const regressions = findRegressions(report, baseline);
  console.log(regressions.length === 0 ? "\nno ratio is worse" : `\n${regressions.join("\n")}`);
  if (regressions.length > 0) process.exitCode = 1;
}
// The timers of nobody hold this process, and what it started has ended.
process.exit();
