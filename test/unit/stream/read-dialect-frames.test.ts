// What could go wrong: an announcement counts as content, or an error as an answer.
import { expect, test } from "bun:test";
import type { FrameFacts, FrameMeaning, FrameReader } from "../../../src/stream/frame-facts.ts";
import { readAnthropicFrame } from "../../../src/stream/read-anthropic-frame.ts";
import {
  isUsageOnlyChunk,
  readChatFrame,
  readFirstChatFrame,
} from "../../../src/stream/read-chat-frame.ts";
import { readResponsesFrame } from "../../../src/stream/read-responses-frame.ts";

function frame(name: string | null, data: unknown): Uint8Array {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return Buffer.from(`${name === null ? "" : `event: ${name}\n`}data: ${text}\n\n`);
}

function read(reader: FrameReader, name: string | null, data: unknown): FrameFacts {
  return reader(frame(name, data));
}

const anthropic: [name: string | null, data: unknown, meaning: FrameMeaning][] = [
  ["message_start", { type: "message_start", message: {} }, "preamble"],
  ["ping", { type: "ping" }, "preamble"],
  ["content_block_start", { content_block: { type: "text", text: "" } }, "preamble"],
  ["content_block_start", { content_block: { type: "thinking", thinking: "" } }, "preamble"],
  ["content_block_start", { content_block: { type: "text", text: "x" } }, "content"],
  ["content_block_start", { content_block: { type: "redacted_thinking", data: "x" } }, "content"],
  ["content_block_start", { content_block: { type: "tool_use", name: "read" } }, "content"],
  ["content_block_delta", { type: "content_block_delta" }, "content"],
  ["message_delta", { type: "message_delta" }, "content"],
  ["message_stop", { type: "message_stop" }, "end"],
  ["error", { type: "error", error: {} }, "error"],
  // The name may stand in the data alone.
  [null, { type: "message_start", message: {} }, "preamble"],
  [null, { type: "message_stop" }, "end"],
  [null, { type: "error", error: {} }, "error"],
  [null, { type: "content_block_delta" }, "content"],
  [null, "not JSON", "preamble"],
];

test.each(anthropic)("Anthropic: %s %j is %s", (name, data, meaning) => {
  expect(read(readAnthropicFrame, name, data).meaning).toBe(meaning);
});

const responses: [name: string | null, data: unknown, meaning: FrameMeaning][] = [
  ["response.created", { type: "response.created" }, "preamble"],
  ["response.queued", { type: "response.queued" }, "preamble"],
  ["response.in_progress", { type: "response.in_progress" }, "preamble"],
  ["keepalive", { type: "keepalive" }, "preamble"],
  ["response.output_item.added", { item: { type: "message", content: [] } }, "preamble"],
  ["response.output_item.added", { item: { type: "reasoning", summary: [] } }, "preamble"],
  ["response.output_item.added", { item: { type: "function_call", name: "read" } }, "content"],
  ["response.content_part.added", { part: { type: "output_text", text: "" } }, "preamble"],
  ["response.output_text.delta", { delta: "x" }, "content"],
  ["response.function_call_arguments.delta", { delta: "{" }, "content"],
  ["response.completed", { response: {} }, "end"],
  ["response.incomplete", { response: {} }, "end"],
  ["response.failed", { response: { error: {} } }, "error"],
  ["error", { type: "error", code: "x", message: "y" }, "error"],
  [null, { type: "response.created" }, "preamble"],
  [null, { type: "response.completed" }, "end"],
];

test.each(responses)("Responses: %s %j is %s", (name, data, meaning) => {
  expect(read(readResponsesFrame, name, data).meaning).toBe(meaning);
});

function choice(delta: unknown, finish: string | null = null): unknown {
  return { choices: [{ index: 0, delta, finish_reason: finish }] };
}

const chat: [data: unknown, meaning: FrameMeaning][] = [
  [choice({ role: "assistant" }), "preamble"],
  [choice({ role: "assistant", content: "" }), "preamble"],
  [choice({ role: "assistant", content: null, tool_calls: [] }), "preamble"],
  [{ choices: [], prompt_filter_results: [] }, "preamble"],
  [choice({ content: "x" }), "content"],
  [choice({ content: " " }), "content"],
  [choice({ reasoning_content: "hm" }), "content"],
  [choice({ tool_calls: [{ index: 0 }] }), "content"],
  [choice({}, "stop"), "content"],
  ["[DONE]", "end"],
  [{ error: { message: "no" } }, "error"],
  [{ id: "x", error: { message: "no" }, choices: [] }, "error"],
  [{ error: null, ...(choice({ content: "x" }) as object) }, "content"],
  ["not JSON", "preamble"],
];

test.each(chat)("Chat before content: %j is %s", (data, meaning) => {
  expect(read(readFirstChatFrame, null, data).meaning).toBe(meaning);
});

const later: [data: unknown, meaning: FrameMeaning][] = [
  [choice({ content: "x" }), "content"],
  [{ ...(choice({ content: "x" }) as object), usage: null }, "content"],
  [{ ...(choice({ content: "x" }) as object), error: null }, "content"],
  [choice({ content: 'he said {"error":{"message":"no"},"usage":{}}' }), "content"],
  ["[DONE]", "end"],
  [{ error: { message: "no" } }, "error"],
  ['{ "error": {"message":"no"}}', "error"],
  // Without a wrapper: vLLM, FastAPI, DashScope.
  [{ object: "error", message: "no", code: 500 }, "error"],
  [{ detail: "no" }, "error"],
  [{ code: "Throttling", message: "no", request_id: "r" }, "error"],
  [[{ error: { code: 503, message: "no" } }], "error"],
  [choice({ content: "" }, "error"), "error"],
  [choice({ content: "" }, "network_error"), "error"],
  [{ choices: [{ index: 1, delta: {}, error: { message: "no" } }] }, "preamble"],
  // Servers that leave out the reason.
  [{ choices: [{ index: 0, delta: { content: "x" } }] }, "content"],
  // OpenRouter, in the middle of a stream.
  [{ id: "x", error: { message: "no" }, ...(choice({ content: "" }) as object) }, "error"],
];

test.each(later)("Chat after content: %j is %s", (data, meaning) => {
  expect(read(readChatFrame, null, data).meaning).toBe(meaning);
});

function end(response: object) {
  return read(readResponsesFrame, "response.completed", { response });
}

test("the last event of Responses may hold the whole answer", () => {
  expect(end({ output: [{ type: "message" }] }).hasAnswer).toBe(true);
  expect(end({ output: [], usage: { output_tokens: 3 } }).hasAnswer).toBe(true);
  expect(end({ output: [], usage: null }).hasAnswer).toBe(false);
});

test("the reason of an end is noted", () => {
  expect(read(readChatFrame, null, choice({}, "stop")).finished).toBe(true);
  expect(read(readFirstChatFrame, null, choice({}, "stop")).finished).toBe(true);
  expect(read(readChatFrame, null, choice({ content: "x" })).finished ?? false).toBe(false);
});

test("usage is found wherever a dialect puts it, also beside an error", () => {
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  const error = { message: "no" };
  expect(read(readChatFrame, null, { choices: [], usage }).usage).toEqual(usage);
  expect(read(readChatFrame, null, { ...(choice({}) as object), usage }).usage).toEqual(usage);
  expect(read(readChatFrame, null, { choices: [], error, usage }).usage).toEqual(usage);
  const counts = { input_tokens: 1, output_tokens: 2 };
  const message = { usage: counts };
  expect(read(readAnthropicFrame, "message_start", { message }).usage).toEqual(counts);
  expect(read(readAnthropicFrame, "message_delta", { usage: counts }).usage).toEqual(counts);
  for (const name of ["response.completed", "response.incomplete", "response.failed"]) {
    expect(read(readResponsesFrame, name, { response: { usage: counts } }).usage).toEqual(counts);
  }
});

test("errors keep their type and words", () => {
  const error = { type: "overloaded_error", message: "Overloaded" };
  expect(read(readAnthropicFrame, "error", { type: "error", error }).error).toEqual(error);
  expect(read(readChatFrame, null, { error }).error).toEqual(error);
  const coded = { code: "overloaded_error", message: "Overloaded" };
  expect(read(readResponsesFrame, "response.failed", { response: { error: coded } }).error).toEqual(
    error,
  );
  expect(read(readResponsesFrame, "error", { type: "error", ...coded }).error).toEqual(error);
  expect(read(readResponsesFrame, "error", { type: "error", error: coded }).error).toEqual(error);
  expect(read(readChatFrame, null, { error: "in words" }).error?.message).toBe("in words");
});

function isOne(data: unknown): boolean {
  return isUsageOnlyChunk(frame(null, data));
}

test("only a chunk with usage and without choices is the usage chunk", () => {
  const usage = { prompt_tokens: 1 };
  expect(isOne({ choices: [], usage })).toBe(true);
  expect(isOne({ choices: [], usage: null })).toBe(false);
  expect(isOne({ ...(choice({}) as object), usage })).toBe(false);
  expect(isOne({ usage })).toBe(false);
  expect(isOne("[DONE]")).toBe(false);
});
