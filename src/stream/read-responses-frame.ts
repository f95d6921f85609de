import { findUsage } from "../usage/find-usage.ts";
import { readEnvelope, serverToolOf } from "../usage/read-served.ts";
import { content, isRecord, preamble, readStreamError, type FrameFacts } from "./frame-facts.ts";
import { dataJson, eventName } from "./read-frame.ts";

/** Facts of a Responses event. Only the last event and errors have their JSON parsed. */
export function readResponsesFrame(frame: Uint8Array): FrameFacts {
  const name = eventName(frame) ?? typeInData(frame);
  switch (name) {
    case null:
    case "ping":
    case "keepalive":
    case "response.queued":
    case "response.in_progress":
    // Parts begin empty: their texts follow as deltas.
    case "response.content_part.added":
    case "response.reasoning_summary_part.added":
      return preamble;
    case "response.created":
      // A stream that is cut short says nowhere else who served it.
      return { meaning: "preamble", envelope: readEnvelope(dataJson(frame)) };
    case "response.output_item.added":
      return beginsEmpty(frame) ? preamble : content;
    case "response.completed":
    case "response.incomplete":
    case "response.done":
      return { meaning: "end", ...billFacts(frame), hasAnswer: saysSomething(frame) };
    case "response.failed":
      return {
        meaning: "error",
        ...billFacts(frame),
        error: readStreamError(responseField(frame, "error")),
      };
    case "error":
      return { meaning: "error", error: topLevelError(frame) };
    case "response.output_item.done":
      return itemFacts(frame);
    default:
      return content;
  }
}

/** Messages and reasoning are announced before there is any; calls say at once what is called. */
function beginsEmpty(frame: Uint8Array): boolean {
  const event = dataJson(frame);
  const item = isRecord(event) ? event["item"] : undefined;
  return isRecord(item) && (item["type"] === "message" || item["type"] === "reasoning");
}

function itemFacts(frame: Uint8Array): FrameFacts {
  const event = dataJson(frame);
  const item = isRecord(event) ? event["item"] : undefined;
  return {
    meaning: "content",
    hasThinking: isRecord(item) && typeof item["encrypted_content"] === "string",
    serverTool: serverToolOf(item),
  };
}

function billFacts(frame: Uint8Array): Pick<FrameFacts, "usage" | "envelope"> {
  const event = dataJson(frame);
  return { usage: findUsage("openai-responses", event), envelope: readEnvelope(event) };
}

/** The whole answer, which some servers send in one event, or tokens for one that is not shown. */
function saysSomething(frame: Uint8Array): boolean {
  const output = responseField(frame, "output");
  if (Array.isArray(output) && output.length > 0) return true;
  const usage = responseField(frame, "usage");
  return isRecord(usage) && Number(usage["output_tokens"] ?? 0) > 0;
}

function responseField(frame: Uint8Array, name: string): unknown {
  const event = dataJson(frame);
  const response = isRecord(event) ? event["response"] : undefined;
  return isRecord(response) ? response[name] : undefined;
}

/** The error's fields stand in the event itself, or (as seen in recordings) in `error`. */
function topLevelError(frame: Uint8Array): ReturnType<typeof readStreamError> {
  const event = dataJson(frame);
  if (!isRecord(event)) return readStreamError(event);
  if (isRecord(event["error"])) return readStreamError(event["error"]);
  const { code, message } = event;
  return readStreamError({ code, message });
}

function typeInData(frame: Uint8Array): string | null {
  const event = dataJson(frame);
  return isRecord(event) && typeof event["type"] === "string" ? event["type"] : null;
}
