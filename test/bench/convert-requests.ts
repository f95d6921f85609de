/**
 * How long the conversion of a request takes, against JSON.parse and JSON.stringify of the same
 * body in the same run (rounds alternate; the quietest one and the median). By hand: `bun test/bench/convert-requests.ts`.
 */
import { loadavg } from "node:os";
import { convertRequest, type ConversionInput } from "../../src/convert/convert-request.ts";
import { findCapabilities } from "../../src/provider/capabilities.ts";
import { makeBodies } from "./agent-bodies.ts";
import type { Dialect } from "../../src/base/dialect.ts";

const rounds = 50;
/** Rounds before those: the first requests run code that is not compiled yet. */
const warmUp = 30;
const key = new Uint8Array(32).fill(7);

interface Way {
  readonly from: Dialect;
  readonly to: Dialect;
  readonly provider: string;
  readonly model: string;
}

const toChat: Way = {
  from: "anthropic-messages",
  to: "openai-chat",
  provider: "openai",
  model: "gpt-5.5",
};
const toResponses: Way = { ...toChat, to: "openai-responses" };
const claude = { provider: "anthropic", model: "claude-opus-5-5" } as const;
const back: readonly Way[] = [
  { from: "openai-chat", to: "anthropic-messages", ...claude },
  { from: "openai-responses", to: "anthropic-messages", ...claude },
  { ...toChat, from: "openai-responses" },
  { ...toResponses, from: "openai-chat" },
];

function inputOf({ from, to, provider, model }: Way, bytes: Uint8Array): ConversionInput {
  const capabilities = { ...findCapabilities(provider, model), toolsMost: null };
  const target = { provider, model, capabilities, outputLimit: null, conversationKey: null };
  return {
    from,
    to,
    bytes,
    target,
    key,
    dropsThinking: false,
    kept: null,
    isCompactCall: false,
    policy: "lossy",
  };
}

function convert(way: Way, bytes: Uint8Array): Uint8Array {
  const converted = convertRequest(inputOf(way, bytes));
  if (!converted.ok) throw new Error(converted.failure.message);
  return converted.value.bytes;
}

interface Times {
  readonly best: number;
  readonly median: number;
}

function timesOf(values: readonly number[]): Times {
  const sorted = values.toSorted((one, other) => one - other);
  return { best: sorted[0] ?? 0, median: sorted[Math.floor(sorted.length / 2)] ?? 0 };
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function report(label: string, way: Way, bytes: Uint8Array): void {
  const ways = `${way.from.split("-").at(-1)} → ${way.to.split("-").at(-1)}`;
  const converted: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < warmUp; round++) convert(way, bytes);
  for (let round = 0; round < rounds; round++) {
    converted.push(time(() => convert(way, bytes)));
    plain.push(
      time(() =>
        new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)))),
      ),
    );
  }
  const megabytes = bytes.length / 1_000_000;
  const [taken, parsed] = [timesOf(converted), timesOf(plain)];
  const perMegabyte = (taking: number) => `${(taking / megabytes).toFixed(2)} ms/MB`.padStart(13);
  const cells = [
    label.padEnd(26),
    ways.padEnd(24),
    `${megabytes.toFixed(2)} MB`.padStart(8),
    perMegabyte(taken.best),
    perMegabyte(taken.median),
    `${(taken.best / parsed.best).toFixed(2)}×`.padStart(8),
  ];
  console.log(cells.join(""));
}

console.log(
  "body                      way                         size         best       median   parse+write",
);
console.log(`load ${loadavg()[0]?.toFixed(1)}`);
const bodies = await makeBodies();
for (const [label, bytes] of bodies) {
  if (label === "tool schemas" || label === "indented") continue;
  report(label, toChat, bytes);
  report(label, toResponses, bytes);
}
for (const label of ["agent, 1 MB of code", "small messages"]) {
  const body = bodies.get(label);
  if (body === undefined) continue;
  const chat = convert(toChat, body);
  const responses = convert(toResponses, body);
  for (const way of back) {
    report(label, way, way.from === "openai-chat" ? chat : responses);
  }
}
