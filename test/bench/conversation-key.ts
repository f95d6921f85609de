/**
 * What knowing a request's conversation costs, per request (medians). By hand:
 * `bun test/bench/conversation-key.ts`. The scan of the whole body is not counted: every request
 * has it anyway. Goals: 20 µs with a session header, 100 µs by the opening of a megabyte.
 */
import { createBindings } from "../../src/affinity/bindings.ts";
import { conversationKey, type KeyInput } from "../../src/affinity/conversation-key.ts";
import { findForeignThinking } from "../../src/affinity/thinking.ts";
import { clientRequests, type ClientRequest } from "../support/recordings.ts";
import { scanBody, toBytes } from "../support/affinity.ts";
import { makeBodies } from "./agent-bodies.ts";

const rounds = 41;
const nanosecondsPerRound = 3_000_000;

/** Median microseconds of one call. */
function measure(run: () => unknown): number {
  const started = Bun.nanoseconds();
  let calls = 0;
  while (Bun.nanoseconds() - started < 20 * nanosecondsPerRound) {
    run();
    calls++;
  }
  const turns = Math.max(1, Math.ceil(calls / 20));
  const times = Array.from({ length: rounds }, () => {
    const start = Bun.nanoseconds();
    for (let turn = 0; turn < turns; turn++) run();
    return (Bun.nanoseconds() - start) / turns / 1_000;
  });
  return times.toSorted((one, other) => one - other)[Math.floor(rounds / 2)] ?? Number.NaN;
}

function report(what: string, bytes: number, run: () => unknown): void {
  const size = `${(bytes / 1_000).toFixed(0)} KB`.padStart(8);
  console.log(`${what.padEnd(52)} ${size} ${measure(run).toFixed(2).padStart(10)} µs`);
}

function inputOf(bytes: Uint8Array, headers: Headers, model: string): KeyInput {
  return { headers, bytes, scan: scanBody(bytes), model, callerId: "local" };
}

function find(client: string, scenario: string, sequence: number): ClientRequest | undefined {
  return clientRequests().find(
    (each) => each.client === client && each.scenario === scenario && each.sequence === sequence,
  );
}

/** Recordings have their prompts cut out: put back what was, in size, so that openings are real. */
function restoreElided(text: string): string {
  return text.replaceAll(/\[elided (\d+) chars\]/g, (_, count: string) =>
    'Use the tools that are \\"there\\".\\n'.repeat(Math.ceil(Number(count) / 36)),
  );
}

/** Values that were cut out of a recording are not valid in a header. */
function plainHeaders({ headers }: ClientRequest): [string, string][] {
  return headers
    .map(([name, value]): [string, string] => [name, value])
    .filter(([, value]) => /^[\x20-\x7e]*$/.test(value));
}

function reportRecorded(what: string, request: ClientRequest | undefined): void {
  if (request?.body === null || request === undefined) return;
  const text = restoreElided(new TextDecoder().decode(toBytes(request.body)));
  const bytes = new TextEncoder().encode(text);
  const headers = new Headers(plainHeaders(request));
  const model = String(request.body["model"]);
  const known = inputOf(bytes, headers, model);
  report(what, bytes.length, () => conversationKey(known));
}

function withThinking(bytes: Uint8Array): Uint8Array {
  const body = JSON.parse(new TextDecoder().decode(bytes));
  for (const message of body.messages) {
    if (message.role !== "assistant") continue;
    message.content.unshift({ type: "thinking", thinking: "", signature: "Eq".repeat(300) });
  }
  return toBytes(body);
}

console.log("what                                                     size     median");
reportRecorded("Claude Code, session header", find("claude-code-2.1.330", "tool", 2));
reportRecorded("Codex, thread header", find("codex-0.169.0", "responses", 2));
reportRecorded("pi, no id: by the opening", find("pi-0.73.1", "anthropic", 2));
reportRecorded("Qwen Code, no id: by the opening", find("qwen-code-0.15.10", "openai", 1));

const bodies = await makeBodies();
for (const kind of ["agent, 1 MB of code", "agent, first turn", "escapes only"]) {
  const bytes = bodies.get(kind);
  if (bytes === undefined) continue;
  const body = JSON.parse(new TextDecoder().decode(bytes));
  const first = { role: "user", content: "Please find out why the tests fail.\n".repeat(30) };
  const plain = toBytes({ ...body, messages: [first, ...body.messages] });
  const input = inputOf(plain, new Headers(), "claude-sonnet-4-5");
  report(`${kind}, by the opening`, plain.length, () => conversationKey(input));
}

const megabyte = bodies.get("agent, 1 MB of code");
if (megabyte !== undefined) {
  const none = { bytes: megabyte, scan: scanBody(megabyte) };
  report("no thinking: looked for", megabyte.length, () => findForeignThinking(none));
  const signed = withThinking(megabyte);
  const some = { bytes: signed, scan: scanBody(signed) };
  report("thinking in each answer: found", signed.length, () => findForeignThinking(some));
}

const bindings = createBindings({ now: Date.now, save: () => undefined, load: () => [] });
const keys = Array.from({ length: 10_000 }, (_, index) => ({
  id: `conversation-${index}`,
  callerId: `tenant-${index % 50}`,
  session: `conversation-${index}`,
  source: "session-header" as const,
  needsState: false,
}));
for (const key of keys) bindings.bind(key, "account", "first");
const usage = { input: 1, cacheRead: 9, cacheWrite5m: 0, cacheWrite1h: 0, output: 1, reasoning: 0 };
let next = 0;
report("lookup among 10,000 bindings of 50 tenants", 0, () =>
  bindings.lookup(keys[next++ % keys.length] as (typeof keys)[number]),
);
report("touch among 10,000 bindings of 50 tenants", 0, () =>
  bindings.touch(keys[next++ % keys.length] as (typeof keys)[number], {
    accountId: "account",
    usage,
    hasThinking: false,
  }),
);
