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

/**
 * The standard: a frame ends with an empty line. The first line shows whether CR alone ends lines;
 * then frames come with LF, and empty lines before an event belong to it.
 */
function splitByLines(bytes: Uint8Array): Split {
  const text = Buffer.from(bytes).toString("latin1");
  return /^[^\r\n]*\r[^\n]/.test(text) ? splitByReturns(text) : splitByFeeds(bytes);
}

function withFeeds(part: string): string {
  return part.replaceAll("\r", "\n");
}

function splitByReturns(text: string): Split {
  const frames: string[] = [];
  let current = "";
  for (const line of text.match(/[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g) ?? []) {
    current += line;
    if (!/^[\r\n]+$/.test(line) || /^[\r\n]+$/.test(current)) continue;
    // The second half of a CRLF comes too late for the event that its CR has ended.
    const isPair = line === "\r\n";
    frames.push(isPair ? current.slice(0, -1) : current);
    current = isPair ? "\n" : "";
  }
  return { frames: frames.map(withFeeds), tail: withFeeds(current) };
}

function splitByFeeds(bytes: Uint8Array): Split {
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

test("lines that end in CR alone", () => {
  const stream = Buffer.from("event: a\rdata: 1\r\rdata: 2\r\r: half");
  expect(split([stream])).toEqual({
    frames: ["event: a\ndata: 1\n\n", "data: 2\n\n"],
    tail: ": half",
  });
  expect(split(cutEverywhere(stream))).toEqual(split([stream]));
});
