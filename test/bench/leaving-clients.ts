/**
 * Ten thousand streams of which half are left at random points: memory of the gateway, and how soon
 * the provider notices. Run by hand: `bun test/bench/leaving-clients.ts [streams]`.
 */
import { sendCrowd, startStreams } from "../support/leaving-clients.ts";
import { startMeasured } from "../support/measured-gateway.ts";
import { speeches } from "../support/speeches.ts";

const streams = Number(process.argv[2] ?? 10_000);
const rounds = 10;

for (const speech of speeches) {
  const upstream = await startStreams(speech.dialect);
  await using gateway = await startMeasured({
    accounts: [{ name: "only", provider: speech.provider, baseUrl: upstream.url }],
  });
  const memory = [await gateway.megabytes()];
  const closeMs: number[] = [];
  const startedAt = performance.now();
  for (let round = 0; round < rounds; round++) {
    const perRound = Math.ceil(streams / rounds);
    const crowd = { url: gateway.url, speech, upstream, streams: perRound, atOnce: 8 };
    const result = await sendCrowd({ ...crowd, leaving: 0.5, seed: round });
    closeMs.push(...result.closeMs);
    memory.push(await gateway.megabytes());
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const sorted = closeMs.toSorted((left, right) => left - right);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(2);
  console.log(`${speech.dialect}: ${streams} streams in ${seconds.toFixed(1)} s`);
  console.log(`  memory, MB: ${memory.map((each) => each.toFixed(0)).join(" ")}`);
  console.log(
    `  close, ms (${sorted.length} measured): p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`,
  );
  console.log(`  outcomes: ${JSON.stringify(gateway.outcomes())}`);
  await upstream.stop();
}
