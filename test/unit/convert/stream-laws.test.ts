// What could go wrong: a stream that no recording shows breaks the order that clients rely on (two
// starts, a block inside another, a polite end after a failure), or tokens or words get lost.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Dialect } from "../../../src/base/dialect.ts";
import { convertStream } from "../../../src/convert/convert-stream.ts";
import { answerDialects } from "../../../src/convert/dialects.ts";
import type { Answer } from "../../../src/vocabulary/answer.ts";
import { collectAnswer } from "../../../src/vocabulary/whole-answer.ts";
import { createTextSplitter } from "../../../src/stream/split-text.ts";
import { anthropicEvents } from "../../support/anthropic-events.ts";
import { answerHooks, plainCrossing } from "../../support/answer-hooks.ts";
import {
  anyLines,
  cutAnywhere,
  cutEverywhere,
  writtenStream,
} from "../../support/arbitrary-streams.ts";
import { chatEvents } from "../../support/chat-events.ts";
import type { MessageOptions, Part } from "../../support/parts.ts";
import { responsesEvents } from "../../support/responses-events.ts";
import { expectLawful } from "../../support/stream-laws.ts";

const dialects: readonly Dialect[] = ["anthropic-messages", "openai-chat", "openai-responses"];

const crossings = dialects.flatMap((from) =>
  dialects.filter((to) => to !== from).map((to) => ({ from, to })),
);

interface Told {
  readonly bytes: Buffer;
  readonly state: string;
}

interface Direction {
  readonly from: Dialect;
  readonly to: Dialect;
}

function tell(direction: Direction, chunks: readonly Uint8Array[]): Told {
  const conversion = convertStream(plainCrossing(direction), answerHooks());
  const parts = [...chunks.map(conversion.feed), conversion.end()];
  const bytes = Buffer.concat(parts.filter((part) => part !== null));
  return { bytes, state: conversion.seen().state };
}

function read(dialect: Dialect, bytes: Uint8Array): Answer {
  const collector = collectAnswer();
  const reader = answerDialects[dialect].createReader(answerHooks(), collector.take);
  const splitter = createTextSplitter(reader.feed);
  splitter.feed(bytes);
  reader.end(splitter.tail());
  const answer = collector.finish();
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
}

const builders: Readonly<
  Record<Dialect, (parts: readonly Part[], options?: MessageOptions) => string[]>
> = {
  "anthropic-messages": anthropicEvents,
  "openai-chat": (parts, options) => chatEvents(parts, { ...options, interleaved: true }),
  "openai-responses": responsesEvents,
};

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
const call = fc.record({
  tool: fc.constantFrom("read_file", "write_file"),
  input: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.array(text))),
});
/** As Chat can say it: thinking first, one text, then calls. */
const speech: fc.Arbitrary<Part[]> = fc
  .tuple(
    fc.option(fc.record({ thinking: text }), { nil: null }),
    fc.option(fc.record({ text }), { nil: null }),
    fc.array(call, { maxLength: 4 }),
  )
  .map(([thinking, said, calls]) =>
    [thinking, said, ...calls.map((one, index) => ({ ...one, id: `call_${index}` }))].filter(
      (part) => part !== null,
    ),
  );
const count = fc.integer({ min: 0, max: 1_000_000 });
const tokens = fc.record({
  input: count,
  cacheRead: count,
  cacheWrite5m: count,
  output: fc.integer({ min: 1_000, max: 100_000 }),
  reasoning: fc.integer({ min: 0, max: 1_000 }),
});

function bytesOf(dialect: Dialect, parts: readonly Part[], options?: MessageOptions): Buffer {
  return Buffer.from(builders[dialect](parts, options).join(""));
}

/** Names and arguments of the calls, and everything said. */
function meaningOf({ parts }: Answer) {
  const join = (type: "text" | "thinking") =>
    parts.map((part) => (part.type === type ? part.text : "")).join("");
  return {
    text: join("text"),
    thinking: join("thinking"),
    calls: parts
      .filter((part) => part.type === "tool-call")
      .map(({ id, name, input }) => ({ id, name, input: JSON.parse(input === "" ? "{}" : input) })),
  };
}

for (const crossing of crossings) {
  const { from, to } = crossing;
  describe(`from ${to} for a client of ${from}`, () => {
    test("any cut gives the same bytes, in lawful order, with an end that is true", () => {
      const written = writtenStream.filter(({ dialect }) => dialect === to);
      const cut = written.chain(({ bytes }) =>
        fc.record({ bytes: fc.constant(bytes), chunks: cutAnywhere(bytes) }),
      );
      fc.assert(
        fc.property(cut, ({ bytes, chunks }) => {
          const whole = tell(crossing, [bytes]);
          expect(expectLawful(from, whole.bytes)).toBe(whole.state === "whole" ? "whole" : "error");
          expect(tell(crossing, chunks)).toEqual(whole);
          expect(tell(crossing, cutEverywhere(bytes))).toEqual(whole);
        }),
        { numRuns: 40 },
      );
    });

    test("a stream that stops anywhere before its end never ends politely", () => {
      const cut = speech.chain((parts) => {
        const events = builders[to](parts);
        const length = events.findIndex((event) =>
          /message_delta|finish_reason":"|completed/.test(event),
        );
        return fc.integer({ min: 0, max: length }).map((kept) => events.slice(0, kept).join(""));
      });
      fc.assert(
        fc.property(cut, (said) => {
          const told = tell(crossing, [Buffer.from(said)]);
          expect(expectLawful(from, told.bytes)).toBe("error");
        }),
        { numRuns: 40 },
      );
    });

    test("bytes that are no stream of the dialect end in one error", () => {
      fc.assert(
        fc.property(anyLines, (bytes) => {
          const told = tell(crossing, [bytes]);
          expect(expectLawful(from, told.bytes)).toBe("error");
        }),
        { numRuns: 40 },
      );
    });

    test("what is said survives the way there and back", () => {
      fc.assert(
        fc.property(speech, (parts) => {
          const original = bytesOf(to, parts);
          const told = tell(crossing, [original]).bytes;
          const back = tell({ from: to, to: from }, [told]).bytes;
          expect(meaningOf(read(from, told))).toEqual(meaningOf(read(to, original)));
          expect(meaningOf(read(to, back))).toEqual(meaningOf(read(to, original)));
        }),
        { numRuns: 60 },
      );
    });

    test("tokens are conserved", () => {
      fc.assert(
        fc.property(speech, tokens, (parts, given) => {
          const told = tell(crossing, [bytesOf(to, parts, { tokens: given })]).bytes;
          const usage = read(from, told).usage;
          expect(usage).toMatchObject({
            input: given.input,
            cacheRead: given.cacheRead,
            cacheWrite5m: given.cacheWrite5m,
            output: given.output,
            reasoning: given.reasoning,
          });
        }),
        { numRuns: 40 },
      );
    });
  });
}
