/** Reads the stream of a Messages answer. */
import type { AnswerEvent, AnswerFacts, Stop } from "../vocabulary/answer.ts";
import type { AnswerReader, ReaderOptions } from "../vocabulary/answer-stream.ts";
import { createEventReader, type Emit, type EventTaker } from "../vocabulary/event-reader.ts";
import { objectOf, textOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import { readProviderError } from "../vocabulary/provider-error.ts";
import { openBlocks } from "./open-blocks.ts";
import { sumUsage } from "./read-usage.ts";
import { readStop } from "./stop-reason.ts";

export function createAnthropicReader(_: ReaderOptions, emit: Emit): AnswerReader {
  return createEventReader(takeEvents, emit);
}

function takeEvents(emit: (event: AnswerEvent) => void): EventTaker {
  const blocks = openBlocks(emit);
  const usage = sumUsage();
  let facts: AnswerFacts = { id: null, model: null, createdAt: null, serviceTier: null };
  let stop: Stop | null = null;
  let isStarted = false;

  function start(message: JsonObject): void {
    usage.add(message["usage"]);
    if (isStarted) return;
    isStarted = true;
    facts = readFacts(message);
    stop = readStop(message);
    emit({ type: "answer-start", facts, usage: usage.sum() });
  }

  /** A reason to stop is enough: some servers leave out `message_stop`. */
  function finish(): boolean {
    if (stop === null) return false;
    end(stop);
    return true;
  }

  function end(reason: Stop): void {
    start({});
    blocks.close();
    emit({ type: "answer-end", stop: reason, usage: usage.sum(), facts });
  }

  function take(data: JsonObject, name: string | null): void {
    switch (textOf(data["type"]) ?? name) {
      case "message_start":
        return start(objectOf(data["message"]));
      case "content_block_start":
        start({});
        return blocks.begin(data["index"], objectOf(data["content_block"]));
      case "content_block_delta":
        start({});
        return blocks.change(data["index"], objectOf(data["delta"]));
      case "content_block_stop":
        return blocks.end(data["index"]);
      case "message_delta":
        start({});
        usage.add(data["usage"]);
        stop = readStop(objectOf(data["delta"])) ?? stop;
        return;
      case "message_stop":
        return end(stop ?? { reason: "end", sequence: null, details: null });
      case "error":
        return emit({ type: "answer-error", error: readStreamError(data) });
      case "ping":
        return emit({ type: "ping" });
    }
  }

  return { take, finish, usage: usage.sum };
}

function readStreamError(body: JsonObject) {
  return readProviderError({ status: null, body, requestId: textOf(body["request_id"]) });
}

export function readFacts(message: JsonObject): AnswerFacts {
  return {
    id: textOf(message["id"]),
    model: textOf(message["model"]),
    createdAt: null,
    serviceTier: textOf(objectOf(message["usage"])["service_tier"]),
  };
}
