/**
 * Memory of streams that are open and say nothing: `bun test/bench/open-streams.ts [rounds]
 * [checkout ...]`. A thousand of them at once, in a relay that only hands on what it reads, in this
 * CodeGate and in others beside it; each in a process that has had 400 before, interleaved. Linux.
 */
import { join } from "node:path";
import { makeDataDirectory } from "../support/data-directory.ts";
import { startChild, type Child } from "../support/child.ts";
import { openStreams, type Crowd } from "./gateway/open-streams.ts";
import { loadOf } from "./gateway/rounds.ts";
import { requestBody } from "./gateway/scenes.ts";
import { startProvider } from "./gateway/targets.ts";

const streams = 1_000;
/** Before they are measured: code is loaded and compiled, and the heap has grown. */
const warmUp = { crowds: 20, each: 20, pauseMs: 60 };
/** Until what has left is gone, and freed memory is given back, milliseconds. */
const settleMs = 400;

const rounds = Number(process.argv[2] ?? 3);
const here = join(import.meta.dir, "../..");
const programs = ["relay", here, ...process.argv.slice(3)];
const provider = await startProvider(0);
await provider.play({ kind: "idle" });

interface Measured {
  readonly idle: number;
  /** KB for each stream: when all of them had begun, and after a collection. */
  readonly opened: number;
  readonly collected: number;
}

async function measure(program: string): Promise<Measured> {
  const account = { name: "messages", provider: "anthropic", baseUrl: provider.url };
  const data = await makeDataDirectory({ accounts: [account] });
  const script = join(import.meta.dir, "open-streams/host.ts");
  const place = program === "relay" ? provider.url : data.path;
  const { child, first } = await startChild(script, [program, place]);
  try {
    return await measureChild(child, String(first));
  } finally {
    await child.stop();
    data.remove();
  }
}

async function measureChild(child: Child, url: string): Promise<Measured> {
  const target = { name: "codegate", url, pid: null, headers: "", stop: async () => {} } as const;
  const body = requestBody("anthropic-messages", 2_000, true);
  const { request } = loadOf(target, { path: "/v1/messages", body, connections: 1, forMs: 0 });
  const crowd: Crowd = { url, request, count: warmUp.each };
  for (let turn = 0; turn < warmUp.crowds; turn++) {
    (await openStreams(crowd))();
    await Bun.sleep(warmUp.pauseMs);
  }
  const look = async (question: "now" | "collected") => (await child.ask(question)) as number;
  await look("collected");
  await Bun.sleep(settleMs);
  const idle = await look("now");
  const ofEach = (megabytes: number) => ((megabytes - idle) * 1_024) / streams;
  await openStreams({ ...crowd, count: streams });
  const opened = ofEach(await look("now"));
  await look("collected");
  await Bun.sleep(settleMs);
  return { idle, opened, collected: ofEach(await look("collected")) };
}

const measured = new Map(programs.map((program) => [program, [] as Measured[]]));
for (let round = 0; round < rounds; round++) {
  for (const program of programs) measured.get(program)?.push(await measure(program));
}
await provider.stop();

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
console.log("| | idle, MB | each stream, KB | after a collection, KB |");
console.log("| --- | --: | --: | --: |");
for (const [program, each] of measured) {
  const figures = (["idle", "opened", "collected"] as const).map((name) =>
    median(each.map((one) => one[name])).toFixed(1),
  );
  console.log(`| ${program === here ? "codegate" : program} | ${figures.join(" | ")} |`);
}
process.exit();
