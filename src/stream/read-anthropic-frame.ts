import { findUsage } from "../usage/find-usage.ts";
import { readEnvelope } from "../usage/read-served.ts";
import { content, isRecord, preamble, readStreamError, type FrameFacts } from "./frame-facts.ts";
import { dataJson, eventName } from "./read-frame.ts";

/** Facts of an Anthropic Messages event. Deltas, by far the most, are told by their name alone. */
export function readAnthropicFrame(frame: Uint8Array): FrameFacts {
  const name = eventName(frame) ?? typeInData(frame);
  switch (name) {
    case null:
    case "ping":
      return preamble;
    case "message_start":
      return startFacts(frame);
    case "message_delta":
      return deltaFacts(frame);
    case "message_stop":
      return { meaning: "end" };
    case "error":
      return { meaning: "error", error: readStreamError(field(dataJson(frame), "error")) };
    case "content_block_start":
      return blockFacts(frame);
    default:
      return content;
  }
}

function startFacts(frame: Uint8Array): FrameFacts {
  const event = dataJson(frame);
  return {
    meaning: "preamble",
    usage: findUsage("anthropic-messages", event),
    envelope: readEnvelope(event),
  };
}

/**
 * A block of text or thinking begins empty: providers still fail after that, with nothing said
 * that another account could not say. Every other block holds something from its start.
 */
function blockFacts(frame: Uint8Array): FrameFacts {
  const block = field(dataJson(frame), "content_block");
  const type = field(block, "type");
  if (type === "text") return field(block, "text") === "" ? preamble : content;
  if (type === "redacted_thinking") return { meaning: "content", hasThinking: true };
  if (type !== "thinking") return content;
  const isEmpty = field(block, "thinking") === "";
  return { meaning: isEmpty ? "preamble" : "content", hasThinking: true };
}

/** The end of an answer; it may also say why the cache did not help. */
function deltaFacts(frame: Uint8Array): FrameFacts {
  const event = dataJson(frame);
  const usage = findUsage("anthropic-messages", event);
  return { meaning: "content", usage, envelope: readEnvelope(event) };
}

function typeInData(frame: Uint8Array): string | null {
  const type = field(dataJson(frame), "type");
  return typeof type === "string" ? type : null;
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
