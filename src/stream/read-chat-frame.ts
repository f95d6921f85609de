import { chatError } from "./chat-error.ts";
import { findUsage } from "../usage/find-usage.ts";
import { readEnvelope } from "../usage/read-served.ts";
import { content, isRecord, preamble, readStreamError, type FrameFacts } from "./frame-facts.ts";
import { dataJson, fieldBytes } from "./read-frame.ts";

const done = Buffer.from("[DONE]");
const errorKey = Buffer.from('"error"');
const usageKey = Buffer.from('"usage"');
const finishKey = Buffer.from('"finish_reason"');
const nullText = Buffer.from("null");

/** True for the data of the event that ends a chat stream. */
export function isDone(data: Uint8Array): boolean {
  return data.length >= done.length && done.every((byte, index) => data[index] === byte);
}

/** Facts of a Chat Completions chunk before the first content: its JSON decides. */
export function readFirstChatFrame(frame: Uint8Array): FrameFacts {
  const data = fieldBytes(frame, "data");
  if (data === null) return preamble;
  if (isDone(data)) return { meaning: "end" };
  const chunk = dataJson(frame);
  const error = chatError(chunk);
  const usage = findUsage("openai-chat", chunk);
  const envelope = readEnvelope(chunk);
  if (error !== null) return { meaning: "error", usage, envelope, error: readStreamError(error) };
  if (!isRecord(chunk)) return preamble;
  const choices = chunk["choices"];
  const hasContent = Array.isArray(choices) && choices.some(isContentChoice);
  return {
    meaning: hasContent ? "content" : "preamble",
    usage,
    envelope,
    finished: Array.isArray(choices) && choices.some(isFinished),
  };
}

/**
 * Facts of a later chunk. Only chunks that carry usage or an error (not always in the first place:
 * OpenRouter puts it among the fields of a chunk) are parsed: with `include_usage` every chunk has
 * `"usage":null`, and text that quotes these words has the quotes escaped.
 */
export function readChatFrame(frame: Uint8Array): FrameFacts {
  const data = fieldBytes(frame, "data");
  if (data === null) return preamble;
  if (isDone(data)) return { meaning: "end" };
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (hasValue(bytes, usageKey) || hasValue(bytes, errorKey)) return readFirstChatFrame(frame);
  if (valueOf(bytes, finishKey) === "null") return content;
  // The reason may be a failure. Errors without a wrapper have no place for one, nor have the
  // chunks of some servers.
  const facts = readFirstChatFrame(frame);
  return facts.meaning === "preamble" ? content : facts;
}

/** True for the extra chunk that `include_usage` brings: usage, and no choice. */
export function isUsageOnlyChunk(frame: Uint8Array): boolean {
  const data = fieldBytes(frame, "data");
  if (data === null) return false;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (!hasValue(bytes, usageKey)) return false;
  const chunk = dataJson(frame);
  if (!isRecord(chunk) || !isRecord(chunk["usage"])) return false;
  return Array.isArray(chunk["choices"]) && chunk["choices"].length === 0;
}

/** A delta with nothing but its role is an announcement; anything else is content. */
function isContentChoice(choice: unknown): boolean {
  if (!isRecord(choice)) return false;
  if (isFinished(choice)) return true;
  const delta = choice["delta"] ?? choice["message"];
  if (typeof choice["text"] === "string" && choice["text"] !== "") return true;
  return (
    isRecord(delta) &&
    Object.entries(delta).some(([name, value]) => name !== "role" && isPresent(value))
  );
}

function isFinished(choice: unknown): boolean {
  return isRecord(choice) && isPresent(choice["finish_reason"]);
}

function isPresent(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return false;
  return !Array.isArray(value) || value.length > 0;
}

function hasValue(bytes: Buffer, key: Buffer): boolean {
  return valueOf(bytes, key) === "other";
}

/** What the last key of that spelling has; "missing" = there is none. */
function valueOf(bytes: Buffer, key: Buffer): "missing" | "null" | "other" {
  const found = bytes.lastIndexOf(key);
  if (found === -1) return "missing";
  let position = found + key.length;
  while (isSpaceOrColon(bytes[position])) position++;
  const isNull = bytes.subarray(position, position + nullText.length).equals(nullText);
  return isNull ? "null" : "other";
}

function isSpaceOrColon(byte: number | undefined): boolean {
  return byte === 32 || byte === 58 || byte === 9;
}
