// What could go wrong: a byte is lost or doubled on its way, or half an event goes out.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { alignEvents } from "../../../src/relay/align-events.ts";
import { watchStream } from "../../../src/stream/watch-stream.ts";
import { anyLines, cutAnywhere } from "../../support/arbitrary-streams.ts";

const cutLines = anyLines.chain((bytes) =>
  fc.record({ bytes: fc.constant(bytes), pieces: cutAnywhere(bytes), held: fc.nat({ max: 8 }) }),
);

/** Bytes up to the end of the last complete event, as a stream of one piece would have it. */
function completeBytes(bytes: Uint8Array): number {
  return watchStream("openai-chat").feed(bytes);
}

test("whole events go out at once, and in the end exactly what came in", () => {
  fc.assert(
    fc.property(cutLines, ({ bytes, pieces, held }) => {
      const written: Uint8Array[] = [];
      const watcher = watchStream("openai-chat");
      const aligner = alignEvents(watcher, (part) => written.push(part));
      for (const piece of pieces.slice(0, held)) watcher.feed(piece);
      aligner.begin(pieces.slice(0, held));
      let fed = Buffer.concat(pieces.slice(0, held));
      const expectWhole = () =>
        expect(Buffer.concat(written)).toEqual(fed.subarray(0, completeBytes(fed)));
      expectWhole();
      for (const piece of pieces.slice(held)) {
        const before = Buffer.concat(written).length;
        const hasWritten = aligner.take(piece);
        fed = Buffer.concat([fed, piece]);
        expectWhole();
        expect(hasWritten).toBe(Buffer.concat(written).length > before);
      }
      aligner.flush();
      expect(Buffer.concat(written)).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 300 },
  );
});

test("from an error on, whole events are cleaned, however they were cut", () => {
  const events = ["data: {}\n\n", 'data: {"error":{"message":"k"}}\n\n', "data: k\n\n", "data: k"];
  const bytes = Buffer.from(events.join(""));
  const cut = fc.record({ pieces: cutAnywhere(bytes), held: fc.nat({ max: 8 }) });
  fc.assert(
    fc.property(cut, ({ pieces, held }) => {
      const cleaned: string[] = [];
      const written: Uint8Array[] = [];
      const watcher = watchStream("openai-chat");
      const clean = (whole: Uint8Array) => {
        cleaned.push(Buffer.from(whole).toString());
        return Buffer.from(Buffer.from(whole).toString().replaceAll("k", "-"));
      };
      const aligner = alignEvents(watcher, (part) => written.push(part), clean);
      for (const piece of pieces.slice(0, held)) watcher.feed(piece);
      aligner.begin(pieces.slice(0, held));
      for (const piece of pieces.slice(held)) aligner.take(piece);
      aligner.flush();
      expect(Buffer.concat(written).toString()).toBe(events.join("").replaceAll("k", "-"));
      for (const whole of cleaned) expect(whole).toMatch(/^data: .*(?:\n\n|k)$/s);
    }),
  );
});

test("nothing is copied", () => {
  const written: Uint8Array[] = [];
  const watcher = watchStream("openai-chat");
  const aligner = alignEvents(watcher, (part) => written.push(part));
  const parts = ["data: 1\n\ndata: 2", "\n\ndata: 3\n\n"].map((text) =>
    new TextEncoder().encode(text),
  );
  for (const part of parts) aligner.take(part);
  expect(written.map(({ buffer }) => parts.findIndex((part) => part.buffer === buffer))).toEqual([
    0, 0, 1,
  ]);
});
