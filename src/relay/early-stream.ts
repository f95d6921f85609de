/**
 * An answer that is begun before there is one: comments keep its client waiting, then the true
 * stream follows.
 */
import type { Ticker } from "./ticker.ts";
import { keepWaiting } from "./write-events.ts";

/** What follows the wait. */
export interface LateAnswer {
  readonly head: Uint8Array;
  /** Null when the head is all. */
  readonly body: ReadableStream<Uint8Array> | null;
}

export interface EarlyInput {
  /** A comment, sent at once. */
  readonly greeting: Uint8Array;
  /** Never rejects. */
  readonly late: Promise<LateAnswer>;
  /** The client has gone before there was an answer. */
  readonly onLeave: () => void;
}

export interface EarlyOptions {
  readonly ticker: Ticker;
  readonly now: () => number;
  readonly pingIntervalMs: number;
}

/** Nothing is read ahead of the client. Before the head of the late answer nothing but comments. */
export function earlyStream(
  { greeting, late, onLeave }: EarlyInput,
  { ticker, now, pingIntervalMs }: EarlyOptions,
): ReadableStream<Uint8Array> {
  let isWaiting = true;
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  let removeTick: (() => void) | null = null;

  function stopWaiting(): void {
    isWaiting = false;
    removeTick?.();
  }

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (isWaiting) {
      const { head, body } = await late;
      if (!isWaiting) return;
      stopWaiting();
      controller.enqueue(head);
      if (body === null) controller.close();
      else reader = body.getReader();
      return;
    }
    const part = await reader?.read();
    if (part?.value !== undefined) controller.enqueue(part.value);
    else controller.close();
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let wroteAt = now();
        removeTick = ticker.add(() => {
          // A client that has not taken the last one needs no other sign of life.
          if ((controller.desiredSize ?? 0) < 0 || now() - wroteAt < pingIntervalMs) return;
          controller.enqueue(keepWaiting);
          wroteAt = now();
        });
        controller.enqueue(greeting);
      },
      pull,
      async cancel(reason) {
        if (reader !== null) return reader.cancel(reason);
        stopWaiting();
        onLeave();
        await (await late).body?.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
