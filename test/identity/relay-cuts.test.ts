// Sockets join small pieces again; only a stream made here is sure to come byte by byte.
import { describe, expect, test } from "bun:test";
import { openStream } from "../../src/attempt/open-stream.ts";
import { dropUsageChunk } from "../../src/relay/drop-usage-chunk.ts";
import { rewriteStream } from "../../src/relay/rewrite-stream.ts";
import { type StreamEnd, relayStream } from "../../src/relay/relay-stream.ts";
import type { Dialect } from "../../src/base/dialect.ts";
import { type CutMode, cutInto } from "../support/cut.ts";
import { recordings } from "../support/recordings.ts";
import { expectBytes, withoutUsageEvent } from "./expect-bytes.ts";
import { oddStreams } from "./odd-streams.ts";

const cuts: readonly CutMode[] = ["one-byte", 2, 3, "utf8", "random", "whole"];

/** Longest stream that is cut into single bytes, bytes. */
const byteByByteBytes = 40_000;

interface Case {
  readonly name: string;
  readonly dialect: Dialect;
  readonly bytes: Uint8Array;
}

const dialectOfFamily = {
  anthropic: "anthropic-messages",
  "anthropic-count": "anthropic-messages",
  "openai-chat": "openai-chat",
  "openai-compatible": "openai-chat",
  "openai-responses": "openai-responses",
} as const;

const cases: readonly Case[] = [
  ...oddStreams.map(({ events, ...stream }) => ({
    ...stream,
    bytes: Buffer.from(events.join("")),
  })),
  ...recordings()
    .filter(({ stream }) => stream)
    .map(({ name, family, response }) => ({
      name,
      dialect: dialectOfFamily[family],
      bytes: response,
    })),
];

interface Relayed {
  readonly bytes: Uint8Array;
  readonly end: StreamEnd | null;
}

function nothing(): void {}

/** Longer than any test; the clock stands still in any case. */
const waits = {
  firstContentTimeoutMs: 60_000,
  idleTimeoutMs: 60_000,
  pingIntervalMs: 60_000,
} as const;

/** A stream that gives its pieces one by one, none of them joined. */
function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  let index = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = pieces[index++];
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
}

async function relay({ bytes, dialect }: Case, cut: CutMode, drops: boolean): Promise<Relayed> {
  const headers = { "transfer-encoding": "chunked" };
  const response = new Response(streamOf(cutInto(bytes, cut)), { headers });
  const opened = await openStream(
    { response, dialect, isStream: true, takesEither: false, abort: nothing },
    waits,
  );
  // A provider's error is relayed too, when no other account can serve.
  const failure = opened.ok || opened.failure.kind !== "refused" ? null : opened.failure.answer;
  const answer = opened.ok ? opened.value : failure;
  if (answer?.kind !== "stream") throw new Error("the stream was not opened");
  let end: StreamEnd | null = null;
  const { body } = relayStream(
    {
      answer,
      dialect,
      requestId: "request",
      accountName: "account",
      credential: null,
      clientSignal: new AbortController().signal,
      onBytes: null,
      onEnd: (given) => {
        end = given;
      },
    },
    {
      ticker: { add: () => nothing },
      now: () => 0,
      ...waits,
    },
  );
  const shown = drops ? body.pipeThrough(rewriteStream([dropUsageChunk()])) : body;
  return { bytes: await new Response(shown).bytes(), end };
}

describe.each(cases.map((each) => [each.name, each] as const))("%s", (_name, each) => {
  const fitting = each.bytes.length < byteByByteBytes ? cuts : [50_001];

  test("comes out as it went in, and ends the same way, however it is cut", async () => {
    const whole = await relay(each, "whole", false);
    expectBytes(whole.bytes, each.bytes);
    for (const cut of fitting) {
      const { bytes, end } = await relay(each, cut, false);
      expectBytes(bytes, each.bytes, `cut ${cut}`);
      expect(end).toEqual(whole.end);
    }
  });

  if (each.dialect !== "openai-chat") return;
  test("comes out without its usage event, however it is cut", async () => {
    const expected = withoutUsageEvent(each.bytes);
    for (const cut of fitting) {
      expectBytes((await relay(each, cut, true)).bytes, expected, `cut ${cut}`);
    }
  });
});
