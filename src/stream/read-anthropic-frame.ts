import { findUsage } from "../usage/find-usage.ts";
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
      return { meaning: "preamble", usage: usageIn(frame) };
    case "message_delta":
      return { meaning: "content", usage: usageIn(frame) };
    case "message_stop":
      return { meaning: "end" };
    case "error":
      return { meaning: "error", error: readStreamError(field(dataJson(frame), "error")) };
    case "content_block_start":
      return isThinking(frame) ? { meaning: "content", hasThinking: true } : content;
    default:
      return content;
  }
}

/** The block's type decides; the rest of the event is nearly empty. */
function isThinking(frame: Uint8Array): boolean {
  const type = field(field(dataJson(frame), "content_block"), "type");
  return type === "thinking" || type === "redacted_thinking";
}

function usageIn(frame: Uint8Array): unknown {
  return findUsage("anthropic-messages", dataJson(frame));
}

function typeInData(frame: Uint8Array): string | null {
  const type = field(dataJson(frame), "type");
  return typeof type === "string" ? type : null;
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
