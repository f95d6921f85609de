// A reader that lets a malformed stream pass would make the whole table of failures worthless.
import { describe, expect, test } from "bun:test";
import { errorEvent } from "../../support/errors.ts";
import { readStream } from "../../support/read-stream.ts";
import { speeches } from "../../support/speeches.ts";

const words = "Fine, thanks.";
const failure = { type: "api_error", message: "No." };

describe.each(speeches)("$dialect", (speech) => {
  const { dialect } = speech;
  const events = speech.text(words);
  const error = errorEvent(dialect, failure).replace('"sequence_number":3', '"sequence_number":99');
  const read = (parts: readonly string[]) => readStream(dialect, parts.join(""));
  // A chunk with a reason to stop is an end as well.
  const begun = events.slice(0, -3);

  test("a whole stream, with pings in between", () => {
    const parts = events.flatMap((event) => [event, speech.ping]);
    expect(read(parts)).toEqual({ text: words, isWhole: true, error: null });
  });

  test("a stream that breaks off in an error", () => {
    expect(read([...begun, error])).toMatchObject({ isWhole: false, error: { message: "No." } });
    expect(read([error])).toMatchObject({ text: "", isWhole: false });
  });

  const malformed: readonly (readonly [string, readonly string[]])[] = [
    ["nothing", []],
    ["a silent cut", begun],
    ["half an event at its end", [...begun, events.at(-2)?.slice(0, 20) ?? ""]],
    ["two beginnings", [...begun, ...events]],
    ["two answers", [...events, ...events]],
    ["two errors", [...begun, error, error]],
    ["something after the error", [...begun, error, ...events.slice(-3)]],
    ["an error after the end", [...events, error]],
  ];
  test.each(malformed)("%s is refused", (_, parts) => {
    expect(() => read(parts)).toThrow();
  });
});
