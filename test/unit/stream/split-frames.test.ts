// What could go wrong: where the network cuts a stream decides where its events end.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { createFrameSplitter } from "../../../src/stream/split-frames.ts";
import { anyLines, cutAnywhere, cutEverywhere } from "../../support/arbitrary-streams.ts";

interface Split {
  readonly frames: readonly string[];
  readonly tail: string;
}

function split(pieces: readonly Uint8Array[]): Split {
  const frames: string[] = [];
  let fed = 0;
  let complete = 0;
  let pending = 0;
  const splitter = createFrameSplitter((frame) =>
    frames.push(Buffer.from(frame).toString("latin1")),
  );
  for (const piece of pieces) {
    const bytes = splitter.feed(piece);
    fed += piece.length;
    if (bytes > 0) complete = fed - piece.length + bytes;
    pending = splitter.pendingBytes();
    expect(pending).toBe(fed - complete);
  }
  expect(splitter.tail().length).toBe(pending);
  return { frames, tail: Buffer.from(splitter.tail()).toString("latin1") };
}

/** The standard, for lines that end in LF: a frame ends with a line that is empty but for a CR. */
function splitByLines(bytes: Uint8Array): Split {
  const frames: string[] = [];
  let current = "";
  for (const line of Buffer.from(bytes)
    .toString("latin1")
    .match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    current += line;
    if (line !== "\n" && line !== "\r\n") continue;
    frames.push(current);
    current = "";
  }
  return { frames, tail: current };
}

test("frames end at blank lines, whatever the line ends", () => {
  fc.assert(
    fc.property(anyLines, (bytes) => {
      expect(split([bytes])).toEqual(splitByLines(bytes));
    }),
  );
});

test("any chunking gives the same frames", () => {
  fc.assert(
    fc.property(
      anyLines.chain((bytes) => fc.tuple(fc.constant(bytes), cutAnywhere(bytes))),
      ([bytes, pieces]) => {
        expect(split(pieces)).toEqual(splitByLines(bytes));
        expect(split(cutEverywhere(bytes))).toEqual(splitByLines(bytes));
      },
    ),
    { numRuns: 1_000 },
  );
});

const cases: [name: string, text: string, frames: number, tail: string][] = [
  ["LF", "data: 1\n\ndata: 2\n\n", 2, ""],
  ["CR LF", "data: 1\r\n\r\ndata: 2\r\n\r\n", 2, ""],
  ["both", "data: 1\r\n\ndata: 2\n\r\n", 2, ""],
  ["data of several lines", "data: 1\ndata: 2\n\n", 1, ""],
  ["comments", ": one\n\n: two\n\n", 2, ""],
  ["empty lines", "\n\n\r\ndata: 1\n\n", 4, ""],
  ["no blank line at the end", "data: 1\n\ndata: 2\n", 1, "data: 2\n"],
  ["nothing", "", 0, ""],
];

test.each(cases)("%s", (_name, text, frames, tail) => {
  const found = split([Buffer.from(text)]);
  expect([found.frames.length, found.tail]).toEqual([frames, tail]);
});

test("a frame within one chunk is a view of it, not a copy", () => {
  const frames: Uint8Array[] = [];
  const chunk = new TextEncoder().encode("data: 1\n\ndata: 2\n\n");
  createFrameSplitter((frame) => frames.push(frame)).feed(chunk);
  expect(frames.map(({ buffer }) => buffer === chunk.buffer)).toEqual([true, true]);
});
