/** Keeps an answer that its client may build on, as the client got it. */
import type { Attempt } from "../attempt/attempt.ts";
import type { StreamRewriter } from "../relay/rewrite-stream.ts";
import {
  finishedInBody,
  finishedInEvent,
  type FinishedResponse,
} from "../state/finished-response.ts";
import { createFrameSplitter } from "../stream/split-frames.ts";
import type { Exchange } from "./exchange.ts";
import type { Rooms } from "./rooms.ts";

/** Null = the answer is not kept here. */
export type Keep = ((response: FinishedResponse) => void) | null;

export function keepFor({ outgoing }: Attempt, exchange: Exchange, rooms: Rooms): Keep {
  const { kept, arrival } = exchange;
  if (kept === null || !outgoing.keepsHere) return null;
  return ({ id, text }) => {
    const { caller, previous, conversation, input } = kept;
    // A provider that gives all its answers one name would make a circle.
    if (id === previous) return;
    const turn = { previous, conversation, input };
    if (rooms.keptTurns.keep({ caller, id }, { ...turn, response: text })) return;
    rooms.logger.warn("a response is too large to be kept", { request: arrival.id });
  };
}

/** A whole answer, or a stream that came in one piece. */
export function keepWhole(bytes: Uint8Array, isStream: boolean, keep: Keep): void {
  if (keep === null) return;
  if (isStream) {
    keepEvents(keep).feed(bytes);
    return;
  }
  const response = finishedInBody(bytes);
  if (response !== null) keep(response);
}

/** Passes events on as they are; the one that ends the response is kept before its client has it. */
export function keepEvents(keep: NonNullable<Keep>): StreamRewriter {
  const splitter = createFrameSplitter((frame) => {
    const response = finishedInEvent(frame);
    if (response !== null) keep(response);
  });
  return {
    feed(events) {
      splitter.feed(events);
      return [events];
    },
    end: () => [],
  };
}
