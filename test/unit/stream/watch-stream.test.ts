// What could go wrong: what a stream means depends on how it was cut, or a real provider's stream
// is misread.
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Dialect } from "../../../src/base/dialect.ts";
import { watchStream, type StreamFacts } from "../../../src/stream/watch-stream.ts";
import { readUsages } from "../../../src/usage/read-usage.ts";
import { cutAnywhere, cutEverywhere, writtenStream } from "../../support/arbitrary-streams.ts";
import { cutInto } from "../../support/cut.ts";
import { recordings, type Recording } from "../../support/recordings.ts";

function watch(dialect: Dialect, pieces: readonly Uint8Array[]): StreamFacts {
  const watcher = watchStream(dialect);
  for (const piece of pieces) watcher.feed(piece);
  watcher.finish();
  return watcher.seen;
}

test("any chunking gives the same facts", () => {
  fc.assert(
    fc.property(
      writtenStream.chain((written) => fc.tuple(fc.constant(written), cutAnywhere(written.bytes))),
      ([{ dialect, bytes }, pieces]) => {
        const facts = watch(dialect, [bytes]);
        expect(watch(dialect, pieces)).toEqual(facts);
        expect(watch(dialect, cutEverywhere(bytes))).toEqual(facts);
      },
    ),
  );
});

test("a good stream has content, an end, and usage; a failed one its error", () => {
  fc.assert(
    fc.property(writtenStream, ({ dialect, bytes }) => {
      const facts = watch(dialect, [bytes]);
      const failed = Buffer.from(bytes).includes("Overloaded");
      expect(facts.error?.message ?? null).toBe(failed ? "Overloaded" : null);
      expect(facts.hasEnded).toBe(!failed);
      if (failed) return;
      expect(facts.hasContent || dialect === "openai-responses").toBe(true);
      expect(readUsages(dialect, facts.usages)).toMatchObject({ input: 120, output: 34 });
    }),
  );
});

const streams = recordings().filter(({ stream }) => stream);
const skip = streams.length === 0;

function dialectOf({ family }: Recording): Dialect {
  if (family === "openai-responses") return "openai-responses";
  return family.startsWith("anthropic") ? "anthropic-messages" : "openai-chat";
}

type Payload = Readonly<Record<string, unknown>>;

/** The slow way: the JSON of every `data:` line. */
function payloadsOf({ response }: Recording): Payload[] {
  const lines = new TextDecoder().decode(response).split(/\r?\n/);
  return lines
    .filter((line) => line.startsWith("data:") && !line.includes("[DONE]"))
    .map((line) => JSON.parse(line.slice("data:".length)) as Payload);
}

function hasError(payload: Payload): boolean {
  return payload["type"] === "response.failed" || Boolean(payload["error"]);
}

/** Usage wherever a dialect puts it. */
function usageOf(payload: Payload): unknown {
  const place = payload["message"] ?? payload["response"] ?? payload["x_groq"];
  const inner = place as Payload | undefined;
  return payload["usage"] ?? inner?.["usage"] ?? null;
}

test.skipIf(skip)("every recorded stream is read as its JSON says", () => {
  expect(streams.length).toBeGreaterThan(60);
  for (const recording of streams) {
    const dialect = dialectOf(recording);
    const facts = watch(dialect, [recording.response]);
    const payloads = payloadsOf(recording);
    const failed = payloads.some(hasError);
    expect([recording.name, facts.error !== null]).toEqual([recording.name, failed]);
    // One recording fails before it has said anything.
    expect([recording.name, facts.hasContent]).toEqual([
      recording.name,
      recording.name !== "vercel-openai-error-1",
    ]);
    const isChat = dialect === "openai-chat";
    expect([recording.name, facts.hasEnded]).toEqual([recording.name, isChat || !failed]);
    const usages = payloads.map(usageOf).filter((usage) => usage !== null);
    expect([recording.name, facts.usages.at(-1)]).toEqual([recording.name, usages.at(-1)]);
    if (usages.length > 0) expect(facts.usages[0]).toEqual(usages[0]);
  }
});

test.skipIf(skip)("every recorded stream is read alike however it is cut", () => {
  for (const recording of streams) {
    const dialect = dialectOf(recording);
    const facts = watch(dialect, [recording.response]);
    for (const mode of ["one-byte", "random", "utf8"] as const) {
      const pieces = cutInto(recording.response, mode, recording.response.length);
      expect([recording.name, watch(dialect, pieces)]).toEqual([recording.name, facts]);
    }
  }
});

test.skipIf(skip)("content is seen no later than its first event is complete", () => {
  const marks = /"(?:text|partial_json|thinking|content|arguments|delta)":"[^"]/;
  for (const recording of streams) {
    const dialect = dialectOf(recording);
    const frames = new TextDecoder().decode(recording.response).split(/(?<=\n\r?\n)/);
    const first = frames.findIndex((frame) => marks.test(frame));
    if (first === -1) continue;
    const pieces = frames.slice(0, first + 1).map((frame) => Buffer.from(frame));
    expect([recording.name, watch(dialect, pieces).hasContent]).toEqual([recording.name, true]);
  }
});
