/**
 * How fast a body is scanned, against JSON.parse of its text in the same run (rounds alternate,
 * medians). By hand: `bun test/bench/scan-object.ts`. The text for JSON.parse is decoded before the
 * clock starts; the last column shows what decoding adds when it has to be done. "again" is a body that has come before.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { limits } from "../../src/base/limits.ts";
import { createKnownArrays } from "../../src/read/known-arrays.ts";
import { scanObject } from "../../src/read/scan-object.ts";
import { makeBodies } from "./agent-bodies.ts";

const names: ReadonlySet<string> = new Set([
  "model",
  "stream",
  "stream_options",
  "max_tokens",
  "max_completion_tokens",
  "max_output_tokens",
  "messages",
]);
const rounds = 25;
/** Every measured stretch works through about this many bytes, so that the clock is exact enough. */
const bytesPerRound = 4_000_000;

interface Sample {
  readonly bytes: Uint8Array;
  readonly text: string;
}

const arrays = createKnownArrays();

const contenders: Readonly<Record<string, (sample: Sample) => unknown>> = {
  scan: ({ bytes }) => scanObject(bytes, names, { depth: limits.jsonDepth }),
  parse: ({ text }) => JSON.parse(text),
  // A body that begins like the last one, as those of all turns but the first do.
  again: ({ bytes }) => {
    const other = bytes.subarray();
    return scanObject(other, names, { depth: limits.jsonDepth, notes: arrays.open(other) });
  },
  decodeAndParse: ({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)),
};

/** Median megabytes per second of each contender over the samples. */
function measure(samples: readonly Sample[]): Record<string, number> {
  const total = samples.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const turns = Math.max(1, Math.ceil(bytesPerRound / total));
  const speeds = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
  const warmUpRounds = 5;
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const start = Bun.nanoseconds();
      for (let turn = 0; turn < turns; turn++) for (const sample of samples) run(sample);
      const megabytesPerSecond = ((total * turns) / (Bun.nanoseconds() - start)) * 1_000;
      if (round >= 0) speeds.get(name)?.push(megabytesPerSecond);
    }
  }
  return Object.fromEntries([...speeds].map(([name, values]) => [name, median(values)]));
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function sampleOf(bytes: Uint8Array): Sample {
  const result = scanObject(bytes, names, { depth: limits.jsonDepth });
  if (!result.ok) throw new Error(result.failure.message);
  return { bytes, text: new TextDecoder().decode(bytes) };
}

async function recordedSamples(): Promise<Sample[]> {
  const folder = join(import.meta.dir, "../../../shared/wire/clients");
  if (!existsSync(folder)) return [];
  const files = [...new Bun.Glob("**/*.json").scanSync(folder)].toSorted();
  const records = await Promise.all(files.map((file) => Bun.file(join(folder, file)).json()));
  return records
    .filter((record: { body: unknown }) => typeof record.body === "object" && record.body !== null)
    .map((record: { body: unknown }) =>
      sampleOf(new TextEncoder().encode(JSON.stringify(record.body))),
    );
}

function report(kind: string, samples: readonly Sample[]): void {
  const { scan = 0, again = 0, parse = 0, decodeAndParse = 0 } = measure(samples);
  const kilobytes = samples.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1_000;
  const columns = [
    kind.padEnd(26),
    `${kilobytes.toFixed(0)} KB`.padStart(8),
    `${scan.toFixed(0)} MB/s`.padStart(11),
    `${again.toFixed(0)} MB/s`.padStart(11),
    `${parse.toFixed(0)} MB/s`.padStart(11),
    `${(scan / parse).toFixed(1)} x`.padStart(8),
    `${(scan / decodeAndParse).toFixed(1)} x`.padStart(8),
  ];
  console.log(columns.join(" "));
}

console.log(
  "kind                           size        scan       again  JSON.parse    ratio  with decoding",
);
const recorded = await recordedSamples();
if (recorded.length === 0) console.warn("recorded requests are not there: left out");
else report(`${recorded.length} recorded requests`, recorded);
for (const [kind, bytes] of await makeBodies()) report(kind, [sampleOf(bytes)]);
