/** Reads the stream of a Responses answer. */
import { mergeUsage, type PartialUsage } from "../usage/partial-usage.ts";
import { readPartialUsage } from "../usage/read-usage.ts";
import type { AnswerEvent, AnswerFacts } from "../vocabulary/answer.ts";
import type { AnswerReader, ReaderOptions } from "../vocabulary/answer-stream.ts";
import { answerUsage } from "../vocabulary/answer-usage.ts";
import { createEventReader, type Emit, type EventTaker } from "../vocabulary/event-reader.ts";
import { objectOf, textOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import { readProviderError } from "../vocabulary/provider-error.ts";
import type { Repeatable } from "../vocabulary/repeated-event.ts";
import { openItems, type Items } from "./open-items.ts";
import { readStop } from "./stop-reason.ts";

export function createResponsesReader(_: ReaderOptions, emit: Emit): AnswerReader {
  return createEventReader(takeEvents, emit);
}

export function takeEvents(emit: (event: AnswerEvent) => void): EventTaker {
  const items = openItems(emit);
  let facts: AnswerFacts = { id: null, model: null, createdAt: null, serviceTier: null };
  let partial: PartialUsage | null = null;
  let isStarted = false;

  const usage = () => answerUsage(partial);

  function start(response: JsonObject): void {
    if (isStarted) return;
    isStarted = true;
    facts = readFacts(response);
    emit({ type: "answer-start", facts, usage: null });
  }

  function end(response: JsonObject): void {
    start(response);
    noteUsage(response);
    items.finishAll(response["output"]);
    emit({ type: "answer-end", stop: readStop(response), usage: usage(), facts });
  }

  function fail(body: JsonObject): void {
    noteUsage(body);
    emit({
      type: "answer-error",
      error: readProviderError({ status: null, body, requestId: null }),
    });
  }

  function noteUsage(response: JsonObject): void {
    partial = mergeUsage(partial, readPartialUsage("openai-responses", response["usage"]));
  }

  function take(data: JsonObject, name: string | null): void {
    const type = textOf(data["type"]) ?? name ?? "";
    if (type === "response.output_text.delta" && isStarted) {
      return items.say(data, "text", data["delta"]);
    }
    if (type === "error") return fail(data);
    if (takeResponse(type, data)) return;
    start({});
    takePiece(items, type, data);
  }

  /** Events about the whole response. */
  function takeResponse(type: string, data: JsonObject): boolean {
    const response = objectOf(data["response"]);
    switch (type) {
      case "response.created":
      case "response.queued":
      case "response.in_progress":
        start(response);
        return true;
      case "response.completed":
      case "response.incomplete":
      case "response.done":
        end(response);
        return true;
      case "response.failed":
        fail(response);
        return true;
      case "ping":
      case "keepalive":
        emit({ type: "ping" });
        return true;
    }
    return false;
  }

  function repeatable(data: JsonObject): Repeatable | null {
    const text = textOf(data["delta"]);
    if (data["type"] !== "response.output_text.delta" || text === null) return null;
    const { output_index, content_index } = data;
    const place = { output_index, content_index };
    return { field: "delta", text, again: (more) => items.say(place, "text", more) };
  }

  return { take, repeatable, finish: () => false, usage };
}

/** Events inside an item. What their `.done` repeats comes once more with the item. */
function takePiece(items: Items, type: string, data: JsonObject): void {
  switch (type) {
    case "response.output_item.added":
      items.begin(data["output_index"], objectOf(data["item"]));
      return;
    case "response.output_text.delta":
      return items.say(data, "text", data["delta"]);
    case "response.refusal.delta":
      return items.say(data, "refusal", data["delta"]);
    case "response.output_text.annotation.added":
      return items.cite(data);
    case "response.reasoning_summary_text.delta":
      return items.think(data, data["summary_index"], data["delta"]);
    case "response.reasoning_text.delta":
      return items.think(data, data["content_index"], data["delta"]);
    case "response.function_call_arguments.delta":
    case "response.custom_tool_call_input.delta":
      return items.call(data, data["delta"]);
    case "response.output_item.done":
      return items.finish(data["output_index"], objectOf(data["item"]));
  }
}

function readFacts(response: JsonObject): AnswerFacts {
  const { created_at: createdAt } = response;
  return {
    id: textOf(response["id"]),
    model: textOf(response["model"]),
    createdAt: typeof createdAt === "number" && createdAt > 0 ? Math.floor(createdAt) : null,
    serviceTier: textOf(response["service_tier"]),
  };
}
