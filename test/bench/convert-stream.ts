/**
 * What it costs to convert the stream of an answer: microseconds per event and megabytes (of the
 * provider's bytes) per second, the quietest round and the median, for 300 deltas of text, as they
 * come (one event a chunk) and in a burst (16 kB a chunk). Reading the events with JSON.parse alone
 * is the floor, in the first lines. By hand: `bun test/bench/convert-stream.ts`.
 */
import type { Dialect } from "../../src/base/dialect.ts";
import { convertStream } from "../../src/convert/convert-stream.ts";
import { anthropicEvents } from "../support/anthropic-events.ts";
import { answerHooks, plainCrossing } from "../support/answer-hooks.ts";
import { chatEvents } from "../support/chat-events.ts";
import { cutInto } from "../support/cut.ts";
import { responsesEvents } from "../support/responses-events.ts";

const rounds = 25;
const warmUpRounds = 10;
const streams = 100;
const words = Array.from({ length: 300 }, (_, index) => ` word${index % 7}\n`);

const dialects: readonly Dialect[] = ["anthropic-messages", "openai-chat", "openai-responses"];
const names: Readonly<Record<Dialect, string>> = {
  "anthropic-messages": "Messages",
  "openai-chat": "Chat",
  "openai-responses": "Responses",
};
const events: Readonly<Record<Dialect, readonly string[]>> = {
  "anthropic-messages": anthropicEvents([{ text: words }]),
  "openai-chat": chatEvents([{ text: words }]),
  "openai-responses": responsesEvents([{ text: words }]),
};

interface Measured {
  /** Nanoseconds of one stream. */
  readonly best: number;
  readonly median: number;
}

function measure(run: () => void): Measured {
  const times: number[] = [];
  for (let round = -warmUpRounds; round < rounds; round++) {
    const start = Bun.nanoseconds();
    for (let turn = 0; turn < streams; turn++) run();
    if (round >= 0) times.push((Bun.nanoseconds() - start) / streams);
  }
  const [best = Number.NaN, ...rest] = times.toSorted((one, other) => one - other);
  return { best, median: rest[Math.floor(rounds / 2)] ?? Number.NaN };
}

function report(what: string, dialect: Dialect, { best, median }: Measured): void {
  const count = events[dialect].length;
  const bytes = Buffer.byteLength(events[dialect].join(""));
  const perEvent = [best, median].map((time) => (time / count / 1_000).toFixed(2).padStart(7));
  const speed = ((bytes / best) * 1_000).toFixed(0).padStart(5);
  console.log(`${what.padEnd(44)}${perEvent.join("")} µs an event ${speed} MB/s`);
}

for (const dialect of dialects) {
  const texts = events[dialect].map((event) => event.slice(event.indexOf("{")).trim());
  const json = texts.filter((text) => text.endsWith("}"));
  const parse = () => json.forEach((text) => JSON.parse(text));
  report(`JSON.parse alone: ${names[dialect]}`, dialect, measure(parse));
}

for (const to of dialects) {
  const single = events[to].map((event) => Buffer.from(event));
  const burst = cutInto(Buffer.concat(single), 16_384);
  for (const from of dialects.filter((other) => other !== to)) {
    for (const [kind, chunks] of Object.entries({ single, burst })) {
      const measured = measure(() => {
        const conversion = convertStream(plainCrossing({ from, to }), answerHooks());
        for (const chunk of chunks) conversion.feed(chunk);
        conversion.end();
        if (conversion.seen().state !== "whole") throw new Error("The stream did not end well.");
      });
      report(`${names[to]} → ${names[from]} client, ${kind}`, to, measured);
    }
  }
}
