/**
 * A day of 50 requests per second with detailed logs, through the gateway's own recorder, store and
 * kept bodies, under a simulated clock: what is on disk over time, against the budget, and what a
 * request pays. By hand: `bun test/bench/simulate-day.ts [--share 0.1] [--megabytes 1024]`.
 *
 * A share of the day is that much of it at the same pace, with the same share of the budget and of
 * the 200 conversations that grow beside each other (`day/conversations.ts`): each is kept whole
 * once per file. Requests are their whole bodies; 2 of 100 fail. What a real day leaves 20 ms for comes here as fast as it can; where the writers fall
 * behind, the simulation waits for them.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { listSegments, bodiesDirectory } from "../../src/bodies/segment-files.ts";
import { createTraffic } from "./day/conversations.ts";
import { openLedger, type Ledger } from "./day/ledger.ts";

const { values: options } = parseArgs({
  options: {
    share: { type: "string", default: "0.1" },
    megabytes: { type: "string", default: "1024" },
  },
});

const megabyte = 1_024 * 1_024;
const perSecond = 50;
const seed = 7;
const share = Number(options.share);
const total = Math.round(24 * 60 * 60 * perSecond * share);
const budget = Math.max(64, Math.round(Number(options.megabytes) * share));
/** Requests between two looks at the disk. */
const lookEvery = Math.ceil(total / 12);
/** Requests between two deletions of old rows: a minute's. */
const cleanEvery = 60 * perSecond;
const controls = 20_000;

const directory = mkdtempSync(join(tmpdir(), "codegate-day-"));
const traffic = await createTraffic(seed, Math.max(20, Math.round(200 * share)));

async function play(ledger: Ledger, requests: number, logs: boolean): Promise<number> {
  const times = new Float64Array(requests);
  for (let count = 1; count <= requests; count++) {
    const asked = traffic.next();
    const startedAt = performance.now();
    ledger.record(asked, { logs, hasFailed: count % 50 === 0 });
    times[count - 1] = performance.now() - startedAt;
    if (count % 20 === 0) await ledger.settle();
    if (logs && count % cleanEvery === 0) await ledger.clean();
    if (logs && count % lookEvery === 0) look(ledger, count);
  }
  const sorted = times.toSorted();
  const mean = times.reduce((sum, time) => sum + time, 0) / requests;
  const at = (part: number) => micro(sorted[Math.floor(part * (requests - 1))] ?? 0);
  console.log(
    `\n${logs ? "with" : "without"} logs a request pays ${micro(mean)} of its thread: ` +
      `p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)}`,
  );
  return mean;
}

let mostBytes = 0;

function look(ledger: Ledger, count: number): void {
  const hours = (count / total) * 24 * share;
  const kept = listSegments(bodiesDirectory(directory));
  const bytes = kept.reduce((sum, file) => sum + file.bytes, 0);
  mostBytes = Math.max(mostBytes, bytes);
  const { kept: records, dropped } = ledger.counts();
  const cells = [
    hours.toFixed(1),
    count.toLocaleString("en-GB"),
    mega(bytes),
    kept.length,
    mega(ledger.rawBytes()),
    mega(sizeOf("codegate.db") + sizeOf("codegate.db-wal")),
    records.toLocaleString("en-GB"),
    dropped,
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

function sizeOf(name: string): number {
  return statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0;
}

const mega = (bytes: number) => (bytes / megabyte).toFixed(0);
const micro = (milliseconds: number) => `${(milliseconds * 1_000).toFixed(1)} µs`;

const startedAt = performance.now();
const processorBefore = process.cpuUsage();
const ledger = await openLedger({
  directory,
  megabytes: budget,
  from: Date.now() - 24 * 60 * 60 * 1_000,
  perSecond,
});
const without = await play(ledger, controls, false);
console.log(`\nbudget of bodies: ${budget} MB\n`);
console.log(
  "| Hour | Requests | Bodies, MB | Files | Bodies as sent, MB | Database and log, MB | Kept | Dropped |",
);
console.log("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
const withLogs = await play(ledger, total, true);
await ledger.close();
look(ledger, total);
const { user, system } = process.cpuUsage(processorBefore);
const rate = (withLogs - without) * perSecond * 0.1;
console.log(`\nmost bytes of bodies: ${mega(mostBytes)} MB of ${budget} MB`);
console.log(`logs take ${rate.toFixed(2)} % of the thread at ${perSecond} requests per second`);
console.log(
  `${((user + system) / 1e6).toFixed(0)} s of processor, ${((performance.now() - startedAt) / 1_000).toFixed(0)} s in all, the making of ${total} bodies included`,
);
rmSync(directory, { recursive: true, force: true });
process.exitCode = mostBytes > budget * megabyte || ledger.counts().dropped > 0 ? 1 : 0;
