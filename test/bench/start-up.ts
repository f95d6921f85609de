/**
 * From being started to the first answer: `bun test/bench/start-up.ts [rounds]`. A minimal program,
 * from source and as a single file, and CodeGate in both ways, in interleaved rounds. The database
 * is there already, as at every start but the first. Processor time holds better than time on a
 * machine with other work.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };

interface Program {
  readonly name: string;
  readonly command: readonly string[];
  readonly times: number[];
  readonly processor: number[];
}

const root = join(import.meta.dir, "../..");
const place = mkdtempSync(join(tmpdir(), "codegate-start-"));
const rounds = Number(process.argv[2] ?? 15);

const minimal = join(place, "minimal.ts");
await Bun.write(
  minimal,
  `Bun.serve({ hostname: "127.0.0.1", port: Number(process.env.PROXY_PORT), fetch: () => new Response("ok") });`,
);

/** Built as `bun run build` builds it, but for what it tidies up. */
async function build(source: string, name: string): Promise<string> {
  const outfile = join(place, name);
  const [line = ""] = manifest.scripts.build.split(" && ");
  const words = line.replace("src/index.ts", source).replace("dist/codegate", outfile).split(" ");
  const built = Bun.spawnSync([process.execPath, ...words.slice(1)], { cwd: root });
  if (!built.success) throw new Error(built.stderr.toString());
  return outfile;
}

function program(name: string, ...command: string[]): Program {
  return { name, command, times: [], processor: [] };
}

async function freePort(): Promise<number> {
  const probe = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const { port = 0 } = probe;
  await probe.stop(true);
  return port;
}

async function isAnswered(port: number): Promise<boolean> {
  const answered = Promise.withResolvers<boolean>();
  const no = () => answered.resolve(false);
  const request = "GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n";
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      open: (each) => void each.write(request),
      data: () => answered.resolve(true),
      close: no,
      error: no,
      connectError: no,
    },
  }).catch(() => null);
  const isThere = socket !== null && (await answered.promise);
  socket?.terminate();
  return isThere;
}

async function startOnce({ name, command, times, processor }: Program): Promise<void> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = Bun.spawn([...command], {
    env: {
      PATH: process.env["PATH"] ?? "",
      PROXY_PORT: String(port),
      DATA_DIR: join(place, name.replaceAll(" ", "-")),
      CODEGATE_LOG_LEVEL: "error",
    },
    stdout: "ignore",
    stderr: "inherit",
  });
  while (!(await isAnswered(port))) await Bun.sleep(1);
  times.push(performance.now() - startedAt);
  child.kill("SIGKILL");
  await child.exited;
  processor.push(Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1_000);
}

const programs = [
  program("minimal source", process.execPath, minimal),
  program("minimal file", await build(minimal, "minimal")),
  program("codegate source", process.execPath, join(root, "src/index.ts")),
  program("codegate file", await build("src/index.ts", "codegate")),
];
try {
  for (const each of programs) await startOnce(each);
  for (const each of programs) each.times.length = each.processor.length = 0;
  for (let round = 0; round < rounds; round++) {
    for (const each of programs) await startOnce(each);
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const best = (values: readonly number[]) => sorted(values)[0] ?? NaN;
const median = (values: readonly number[]) => sorted(values)[values.length >> 1] ?? NaN;
console.log("| milliseconds | best | median | processor, best | of the minimal one |");
console.log("| --- | --: | --: | --: | --: |");
for (const [index, { name, times, processor }] of programs.entries()) {
  const ratio = best(times) / best(programs[index % 2]?.times ?? []);
  const figures = [best(times), median(times), best(processor), ratio];
  console.log(`| ${name} | ${figures.map((each) => each.toFixed(1)).join(" | ")} |`);
}
