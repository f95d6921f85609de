/** Streams and cuts for property tests. */
import fc from "fast-check";
import type { Dialect } from "../../src/base/dialect.ts";
import { anthropicEvents } from "./anthropic-events.ts";
import { chatEvents } from "./chat-events.ts";
import { errorEvent } from "./errors.ts";
import type { Part } from "./parts.ts";
import { responsesEvents } from "./responses-events.ts";

/** Bytes cut anywhere, empty pieces included. */
export function cutAnywhere(bytes: Uint8Array): fc.Arbitrary<Uint8Array[]> {
  const place = fc.nat({ max: bytes.length });
  return fc.array(place, { maxLength: 40 }).map((places) => {
    const sorted = places.toSorted((left, right) => left - right);
    return [...sorted, bytes.length].map((end, index) =>
      bytes.subarray(index === 0 ? 0 : sorted[index - 1], end),
    );
  });
}

/** Every byte alone: each place is a cut at once. */
export function cutEverywhere(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
}

const line = fc.oneof(
  fc.constantFrom("", "data: {}", "data:x", "event: ping", ": a comment", "id: 7", ":", "data"),
  fc.string({ maxLength: 3, unit: fc.constantFrom("a", ":", "\r", "é") }),
);

/** Lines of any kind with any line ends: good streams, and bytes that are none. */
export const anyLines: fc.Arbitrary<Uint8Array> = fc
  .array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "")), { maxLength: 30 })
  .map((lines) => Buffer.from(lines.flat().join("")));

const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ text: fc.string({ unit: "grapheme", maxLength: 30 }) }),
  fc.record({ tool: fc.constant("read_file"), input: fc.dictionary(fc.string(), fc.string()) }),
);

const builders: Readonly<Record<Dialect, (parts: readonly Part[]) => string[]>> = {
  "anthropic-messages": anthropicEvents,
  "openai-chat": chatEvents,
  "openai-responses": responsesEvents,
};

export interface Written {
  readonly dialect: Dialect;
  readonly bytes: Uint8Array;
}

/** Streams as providers write them: with comments, errors, either line end, cut short or not. */
export const writtenStream: fc.Arbitrary<Written> = fc
  .record({
    dialect: fc.constantFrom<Dialect[]>("anthropic-messages", "openai-chat", "openai-responses"),
    parts: fc.array(part, { maxLength: 3 }),
    comments: fc.boolean(),
    fails: fc.boolean(),
    crLf: fc.boolean(),
    blankLineMissing: fc.boolean(),
  })
  .map(({ dialect, parts, comments, fails, crLf, blankLineMissing }) => {
    const error = errorEvent(dialect, { type: "overloaded_error", message: "Overloaded" });
    const events = builders[dialect](parts);
    const written = fails ? [...events.slice(0, -2), error] : events;
    const text = written.join(comments ? ": keep-alive\n\n" : "");
    const ended = blankLineMissing ? text.slice(0, -1) : text;
    return { dialect, bytes: Buffer.from(crLf ? ended.replaceAll("\n", "\r\n") : ended) };
  });
