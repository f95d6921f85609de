/**
 * What the walk and the way back cost, without the detectors: the masker looks for one marked word.
 * By hand: `bun test/bench/guard-walk.ts`. Medians; bodies as in agent-bodies.ts.
 */
import type { Dialect } from "../../src/base/dialect.ts";
import { createStreamRestorer } from "../../src/guard/restore/restore-stream.ts";
import { createMaskMemory, type MaskScope } from "../../src/guard/walk/mask-memory.ts";
import { maskRequest } from "../../src/guard/walk/mask-request.ts";
import type { TextMasker } from "../../src/guard/walk/text-masker.ts";
import { limits } from "../../src/base/limits.ts";
import { anthropicEvents } from "../support/anthropic-events.ts";
import { chatEvents } from "../support/chat-events.ts";
import { conversation, restorerOf, tokenFor } from "../support/guard-walk.ts";
import { responsesEvents } from "../support/responses-events.ts";
import { createFrameSplitter } from "../../src/stream/split-frames.ts";
import { makeBodies } from "./agent-bodies.ts";

const word = "SECRETWORD";
const rounds = 41;
/** Rounds until the code is compiled. */
const warmUps = 20;

/** As cheap as a masker can be: one native search. */
const masker: TextMasker = {
  decide(text) {
    const replacements = [];
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      replacements.push({ start: at, end: at + word.length, token: tokenFor(word) });
    }
    return { findings: [], replacements };
  },
  remember: () => undefined,
};

function openScope(): MaskScope {
  const budget = { budgetBytes: limits.maskMemoryBytes, scopeBytes: limits.maskScopeBytes };
  return createMaskMemory({ ...budget, seeds: [1n, 2n] }).open(conversation("bench"));
}

/** Each time as an array of its own, as requests are: its tags are made anew. */
function mask(body: Uint8Array, scope: MaskScope) {
  const bytes = body.subarray();
  return maskRequest({ bytes, dialect: "anthropic-messages", masker, scope });
}

/** Median milliseconds; `prepare` is not counted. */
function measure<Given>(prepare: () => Given, run: (given: Given) => unknown): number {
  const times = Array.from({ length: rounds + warmUps }, () => {
    const given = prepare();
    const start = Bun.nanoseconds();
    run(given);
    return (Bun.nanoseconds() - start) / 1e6;
  });
  return (
    times.slice(warmUps).toSorted((one, other) => one - other)[Math.floor(rounds / 2)] ?? Number.NaN
  );
}

function show(kind: string, bytes: number, milliseconds: number, note = ""): void {
  const speed = bytes / 1_000 / milliseconds;
  console.log(
    kind.padEnd(44),
    `${(bytes / 1_000).toFixed(0)} KB`.padStart(9),
    `${milliseconds.toFixed(3)} ms`.padStart(11),
    `${speed.toFixed(0)} MB/s`.padStart(12),
    note,
  );
}

function warm(bytes: Uint8Array): MaskScope {
  const scope = openScope();
  mask(bytes, scope);
  return scope;
}

/** Every `every`th line of the texts gets the word. */
function plant(bytes: Uint8Array, every: number): Uint8Array {
  let count = 0;
  const text = Buffer.from(bytes).toString();
  return Buffer.from(text.replaceAll("\\n", () => (count++ % every === 0 ? `\\n${word} ` : "\\n")));
}

for (const [kind, bytes] of await makeBodies()) {
  show(
    `cold: ${kind}`,
    bytes.length,
    measure(openScope, (scope) => mask(bytes, scope)),
  );
  const scope = warm(bytes);
  show(
    `unchanged: ${kind}`,
    bytes.length,
    measure(
      () => scope,
      (given) => mask(bytes, given),
    ),
  );
}

const body = (await makeBodies()).get("agent, 1 MB of code") ?? new Uint8Array();
for (const every of [400, 40]) {
  const planted = plant(body, every);
  const kind = `a find in every ${every} lines`;
  const size = planted.length;
  show(
    `cold: ${kind}`,
    size,
    measure(openScope, (given) => mask(planted, given)),
  );
  const scope = warm(planted);
  show(
    `unchanged: ${kind}`,
    size,
    measure(
      () => scope,
      (given) => mask(planted, given),
    ),
  );
  // Grown before the clock starts, so that no round pays for another one's garbage.
  const bodies = Array.from({ length: rounds + warmUps }, (_, turn) => grow(planted, turn));
  let turn = 0;
  const more = measure(
    () => bodies[turn++] ?? planted,
    (grown) => mask(grown, scope),
  );
  show(`a turn of 4 KB more: ${kind}`, size + 4_000, more);
}

/** The body with one more turn of 4 KB, each time another one. */
function grow(bytes: Uint8Array, turn: number): Uint8Array {
  const text = Buffer.from(bytes).toString();
  const code = `// ${turn}: ${word}\n${"const value = call(argument);\n".repeat(135)}`;
  const added = `,{"role":"user","content":[{"type":"text","text":${JSON.stringify(code)}}]}]}`;
  return Buffer.from(text.slice(0, text.lastIndexOf("]}")) + added);
}

const streams: Readonly<Record<Dialect, typeof anthropicEvents>> = {
  "anthropic-messages": anthropicEvents,
  "openai-chat": chatEvents,
  "openai-responses": responsesEvents,
};
const prose = "The quick brown fox jumps over the lazy dog, and then it writes a test. ".repeat(
  3_000,
);
const tools = {
  restorer: restorerOf(new Map([[tokenFor(word), word]])),
  isRemoteTool: () => false,
};
for (const [name, build] of Object.entries(streams)) {
  const dialect = name as Dialect;
  for (const [kind, text] of [
    ["no token", prose],
    [
      "a token in every 4th word",
      prose.replaceAll(
        "fox jumps over the lazy dog, and then it writes a test. The",
        `${tokenFor(word)} jumps`,
      ),
    ],
  ] as const) {
    const events = build([{ text }]).map((event) => Buffer.from(event));
    const bytes = events.reduce((sum, event) => sum + event.length, 0);
    // What the relay does with each chunk in any case.
    const plain = measure(
      () => createFrameSplitter(() => undefined),
      (splitter) => events.forEach((event) => splitter.feed(event)),
    );
    const restored = measure(
      () => createStreamRestorer(dialect, tools),
      (restorer) => events.forEach((event) => restorer.feed(event)),
    );
    const each = (milliseconds: number) =>
      `${((milliseconds / events.length) * 1e6).toFixed(0)} ns`;
    show(
      `${name}, ${kind}`,
      bytes,
      restored,
      `${each(restored)} an event; splitting ${each(plain)}`,
    );
  }
}
