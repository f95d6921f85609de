// What could go wrong: the usage chunk gets through, or takes bytes of its neighbours with it.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { dropUsageChunk } from "../../../src/relay/drop-usage-chunk.ts";
import { rewriteStream } from "../../../src/relay/rewrite-stream.ts";
import { chatEvents } from "../../support/chat-events.ts";
import { anyLines, cutAnywhere, cutEverywhere } from "../../support/arbitrary-streams.ts";

async function drop(pieces: readonly Uint8Array[]): Promise<string> {
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  return new Response(source.pipeThrough(rewriteStream([dropUsageChunk()]))).text();
}

/** A chat stream with its usage chunk, and the same without it. */
const chatStream = fc
  .record({ text: fc.string({ unit: "grapheme" }), crLf: fc.boolean(), lastLines: fc.boolean() })
  .map(({ text, crLf, lastLines }) => {
    const ends = (events: readonly string[]) => {
      const joined = events.join("");
      const whole = lastLines ? joined : joined.slice(0, -2);
      return crLf ? whole.replaceAll("\n", "\r\n") : whole;
    };
    const events = chatEvents([{ text }]);
    const kept = events.filter((event) => !event.includes('"usage":{'));
    expect(kept.length).toBe(events.length - 1);
    return { bytes: Buffer.from(ends(events)), kept: ends(kept) };
  });

test("exactly the usage chunk goes, however the stream is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      chatStream.chain((stream) => fc.tuple(fc.constant(stream), cutAnywhere(stream.bytes))),
      async ([{ bytes, kept }, pieces]) => {
        expect(await drop([bytes])).toBe(kept);
        expect(await drop(pieces)).toBe(kept);
        expect(await drop(cutEverywhere(bytes))).toBe(kept);
      },
    ),
    { numRuns: 50 },
  );
});

test("a stream without one stays what it is", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyLines.chain((bytes) => fc.tuple(fc.constant(bytes), cutAnywhere(bytes))),
      async ([bytes, pieces]) => {
        expect(await drop(pieces)).toBe(new TextDecoder().decode(bytes));
      },
    ),
  );
});

test("line ends of CR alone stay what they are", async () => {
  const bytes = Buffer.from("\r\r\n: a\r\rdata: {}\r\r");
  expect(await drop([bytes])).toBe(bytes.toString());
});

test("a usage chunk at the very end goes, with or without its blank line", async () => {
  const kept = 'data: {"choices":[{"index":0,"delta":{"content":"x"}}]}\n\n';
  const usage = 'data: {"choices":[],"usage":{"prompt_tokens":1}}';
  for (const end of ["", "\n", "\n\n"]) {
    expect(await drop([Buffer.from(kept + usage + end)])).toBe(kept);
  }
});
