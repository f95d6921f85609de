import { readEventText } from "../stream/event-data.ts";
import type { AnswerEvent, AnswerUsage } from "./answer.ts";
import type { AnswerReader } from "./answer-stream.ts";
import { isObject } from "./json-fields.ts";
import type { JsonObject } from "./json.ts";
import { parseJson } from "./json-text.ts";
import { brokenOff } from "./provider-error.ts";
import { findRepeatedEvents, type Repeatable } from "./repeated-event.ts";

/** What a dialect does with the JSON of one event. */
export interface EventTaker {
  /** `name` is that of the `event:` line. */
  take(data: JsonObject, name: string | null): void;
  /**
   * What the event that was taken last said, when it was nothing but more of a text. Events of
   * Messages are so small that parsing them costs no more than looking.
   */
  repeatable?(data: JsonObject): Repeatable | null;
  /** `[DONE]`, or the end of the stream: ends the answer, or returns false when it is not whole. */
  finish(isDone: boolean): boolean;
  usage(): AnswerUsage | null;
}

export type Emit = (event: AnswerEvent) => void;

const ping: AnswerEvent = { type: "ping" };

/**
 * Numbers beyond a double occur in the arguments of a tool at most; nearly every event has none. Ids
 * may have that many digits, so the second look asks for a number's place.
 */
function parseEvent(data: string): unknown {
  if (/\d{16}/.test(data) && /[:[,\s]-?[\d.]{16}/.test(data)) return parseJson(data);
  try {
    return JSON.parse(data);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What all dialects' readers have in common: one end, and nothing after it. */
export function createEventReader(make: (emit: Emit) => EventTaker, emit: Emit): AnswerReader {
  let isOver = false;
  const taker = make(emitOpen);
  const repeated = findRepeatedEvents();

  function emitOpen(event: AnswerEvent): void {
    if (isOver) return;
    isOver = event.type === "answer-end" || event.type === "answer-error";
    emit(event);
  }

  function read(event: string, isWhole: boolean): void {
    const { name, data } = readEventText(event);
    if (data === null) return emitOpen(ping);
    if (data.length < 16 && data.trim() === "[DONE]") return finish(true);
    if (repeated.take(name, data)) return;
    const value = parseEvent(data);
    // Gemini wraps its errors in a list.
    const parsed: unknown = Array.isArray(value) ? value[0] : value;
    if (isObject(parsed)) {
      taker.take(parsed, name);
      if (taker.repeatable === undefined || !repeated.isLearning()) return;
      repeated.learn(name, data, taker.repeatable(parsed));
    }
    // Half an object would be lost unnoticed; other texts are signs of life of some servers.
    else if (isWhole && parsed === undefined && data.startsWith("{")) fail();
  }

  function fail(): void {
    emitOpen({ type: "answer-error", error: brokenOff });
  }

  function finish(isDone: boolean): void {
    if (!taker.finish(isDone)) fail();
  }

  return {
    feed(event) {
      if (!isOver) read(event, true);
    },
    end(tail = "") {
      if (!isOver && tail !== "") read(tail, false);
      if (!isOver) finish(false);
    },
    usage: () => taker.usage(),
  };
}
