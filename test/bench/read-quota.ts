/**
 * What the quotas cost per answer (reading headers, taking the report in) and per question (one
 * assessment of each of 50 accounts): the quietest round and the median. By hand:
 * `bun test/bench/read-quota.ts`. The headers come through a socket, as in life: those are slower
 * than headers made here. What it costs merely to have them as an object stands in the first line.
 */
import { createQuotas } from "../../src/quota/keep-quota.ts";
import { readQuota } from "../../src/quota/read-quota.ts";
import {
  classicHeaders,
  codexHeaders,
  modelUsedUp,
  openaiHeaders,
  otherHeaders,
  quietDay,
  unifiedHeaders,
} from "../support/quota-headers.ts";

const rounds = 25;
const turns = 10_000;

/** Microseconds of one run. */
function measure(run: () => unknown): { readonly best: number; readonly median: number } {
  const times: number[] = [];
  const warmUpRounds = 5;
  for (let round = -warmUpRounds; round < rounds; round++) {
    const start = Bun.nanoseconds();
    for (let turn = 0; turn < turns; turn++) run();
    if (round >= 0) times.push((Bun.nanoseconds() - start) / turns / 1_000);
  }
  const [best = Number.NaN, ...rest] = times.toSorted((one, other) => one - other);
  return { best, median: rest[Math.floor(rounds / 2)] ?? Number.NaN };
}

async function receive(fields: Readonly<Record<string, string>>): Promise<Headers> {
  const respond = () => new Response("", { headers: { ...otherHeaders, ...fields } });
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", development: false, fetch: respond });
  const { headers } = await fetch(server.url, { redirect: "manual" });
  await server.stop(true);
  return headers;
}

function report(what: string, { best, median }: ReturnType<typeof measure>): void {
  const columns = [best, median].map((time) => time.toFixed(2).padStart(8));
  console.log(`${what.padEnd(62)} ${columns.join("")} µs`);
}

const sets = {
  "no quota": {},
  "Anthropic subscription": unifiedHeaders(quietDay),
  "Anthropic subscription with a model's bucket": unifiedHeaders(modelUsedUp),
  "Anthropic API key": classicHeaders,
  "OpenAI API key": openaiHeaders,
  "Codex with a model's bucket": codexHeaders,
};

let now = Date.now();
const quotas = createQuotas({ now: () => now, save: () => undefined, load: () => [] });
const plain = await receive(sets["Anthropic subscription"]);
report(
  `headers as an object, ${plain.count} headers`,
  measure(() => plain.toJSON()),
);
for (const [name, fields] of Object.entries(sets)) {
  const headers = await receive(fields);
  report(
    `read: ${name}, ${headers.count} headers`,
    measure(() => readQuota(headers, now)),
  );
  const read = readQuota(headers, now);
  if (read === null) continue;
  const note = measure(() => quotas.note("account", "claude-opus-4-8", { ...read, at: ++now }));
  report(`note: ${name}`, note);
}

const accounts = Array.from({ length: 50 }, (_, index) => `account ${index}`);
const usual = readQuota(await receive(sets["Anthropic subscription with a model's bucket"]), now);
if (usual === null) throw new Error("nothing was read");
for (const account of accounts) quotas.note(account, "claude-fable-5-1", usual);
const assessAll = measure(() => {
  for (const account of accounts) quotas.assess(account, "claude-opus-4-8");
});
report("assess: 50 accounts", assessAll);
