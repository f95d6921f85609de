import { readEventText } from "../stream/event-data.ts";
import type { AnswerEvent, AnswerUsage } from "./answer.ts";
import type { AnswerReader } from "./answer-stream.ts";
import { isObject } from "./json-fields.ts";
import type { JsonObject } from "./json.ts";
import { parseJson } from "./json-text.ts";
import { brokenOff } from "./provider-error.ts";

/** What a dialect does with the JSON of one event. */
export interface EventTaker {
  /** `name` is that of the `event:` line. */
  take(data: JsonObject, name: string | null): void;
  /** `[DONE]`, or the end of the stream: ends the answer, or returns false when it is not whole. */
  finish(isDone: boolean): boolean;
  usage(): AnswerUsage | null;
}

const none: readonly AnswerEvent[] = [];
const ping: AnswerEvent = { type: "ping" };

/** Numbers beyond a double occur in the arguments of a tool at most; nearly every event has none. */
function parseEvent(data: string): unknown {
  if (/\d{16}/.test(data)) return parseJson(data);
  try {
    return JSON.parse(data);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What all dialects' readers have in common: one end, and nothing after it. */
export function createEventReader(
  make: (emit: (event: AnswerEvent) => void) => EventTaker,
): AnswerReader {
  let events: AnswerEvent[] = [];
  let isOver = false;
  const taker = make(emit);

  function emit(event: AnswerEvent): void {
    if (isOver) return;
    events.push(event);
    isOver = event.type === "answer-end" || event.type === "answer-error";
  }

  function read(frame: Uint8Array, isWhole: boolean): void {
    const { name, data } = readEventText(frame);
    if (data === null) return emit(ping);
    if (data.length < 16 && data.trim() === "[DONE]") return finish(true);
    const value = parseEvent(data);
    // Gemini wraps its errors in a list.
    const parsed: unknown = Array.isArray(value) ? value[0] : value;
    if (isObject(parsed)) taker.take(parsed, name);
    // Half an object would be lost unnoticed; other texts are signs of life of some servers.
    else if (isWhole && parsed === undefined && data.startsWith("{")) fail();
  }

  function fail(): void {
    emit({ type: "answer-error", error: brokenOff });
  }

  function finish(isDone: boolean): void {
    if (!taker.finish(isDone)) fail();
  }

  function flush(): readonly AnswerEvent[] {
    if (events.length === 0) return none;
    const ready = events;
    events = [];
    return ready;
  }

  return {
    feed(frame) {
      if (isOver) return none;
      read(frame, true);
      return flush();
    },
    end(tail) {
      if (!isOver && tail !== undefined && tail.length > 0) read(tail, false);
      if (!isOver) finish(false);
      return flush();
    },
    usage: () => taker.usage(),
  };
}
