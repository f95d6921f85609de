/**
 * Streams through a relay on loopback, with and without the way back, in alternating rounds.
 * By hand: `bun test/bench/guard-stream.ts`. Prints events per second and the ratio to plain.
 */
import { createStreamRestorer } from "../../src/guard/restore/restore-stream.ts";
import { watchStream } from "../../src/stream/watch-stream.ts";
import { alignEvents, type EventAligner } from "../../src/relay/align-events.ts";
import type { Dialect } from "../../src/base/dialect.ts";
import { anthropicEvents } from "../support/anthropic-events.ts";
import { chatEvents } from "../support/chat-events.ts";
import { restorerOf, tokenFor } from "../support/guard-walk.ts";
import { responsesEvents } from "../support/responses-events.ts";

const rounds = 15;
const parallel = 8;
const tools = {
  restorer: restorerOf(new Map([[tokenFor("x"), "x"]])),
  isRemoteTool: () => false,
};
const text = "The quick brown fox jumps over the lazy dog, and then it writes a test. ".repeat(300);
const streams: readonly (readonly [Dialect, readonly string[]])[] = [
  ["anthropic-messages", anthropicEvents([{ text }])],
  ["openai-chat", chatEvents([{ text }])],
  ["openai-responses", responsesEvents([{ text }])],
];

for (const [dialect, written] of streams) {
  const events = written.map((event) => Buffer.from(event));
  const upstream = Bun.serve({
    port: 0,
    fetch() {
      let next = 0;
      return new Response(
        new ReadableStream({
          pull(controller) {
            const event = events[next++];
            if (event === undefined) controller.close();
            else controller.enqueue(event);
          },
        }),
      );
    },
  });
  const relay = Bun.serve({
    port: 0,
    async fetch(request) {
      const isRestored = request.url.endsWith("/restored");
      const restorer = isRestored ? createStreamRestorer(dialect, tools) : null;
      const answer = await fetch(upstream.url);
      const reader = (answer.body ?? new ReadableStream<Uint8Array>()).getReader();
      const watcher = watchStream(dialect);
      let aligner: EventAligner | null = null;
      return new Response(
        new ReadableStream(
          {
            start(controller) {
              aligner = alignEvents(watcher, (bytes) =>
                controller.enqueue(restorer === null ? bytes : restorer.feed(bytes)),
              );
            },
            async pull(controller) {
              const { done, value } = await reader.read();
              if (done) controller.close();
              else aligner?.take(value);
            },
          },
          { highWaterMark: 0 },
        ),
      );
    },
  });
  const seconds = { plain: [] as number[], restored: [] as number[] };
  for (let round = -3; round < rounds; round++) {
    for (const kind of ["plain", "restored"] as const) {
      const start = Bun.nanoseconds();
      await Promise.all(
        Array.from({ length: parallel }, async () => {
          const answer = await fetch(`${relay.url}${kind}`);
          await answer.bytes();
        }),
      );
      if (round >= 0) seconds[kind].push((Bun.nanoseconds() - start) / 1e9);
    }
  }
  const median = (list: readonly number[]) =>
    list.toSorted((one, other) => one - other)[Math.floor(rounds / 2)] ?? Number.NaN;
  const plain = (events.length * parallel) / median(seconds.plain);
  const restored = (events.length * parallel) / median(seconds.restored);
  console.log(
    `${dialect.padEnd(20)} plain ${plain.toFixed(0)} events/s, restored ${restored.toFixed(0)}, ` +
      `ratio ${(restored / plain).toFixed(2)}`,
  );
  await Promise.all([relay.stop(true), upstream.stop(true)]);
}
