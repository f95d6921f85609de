// A body that its provider would refuse tests the gateway with traffic that does not exist.
import { expect, test } from "bun:test";
import {
  type Turn,
  anthropicRequest,
  chatRequest,
  responsesRequest,
} from "../../support/request-bodies.ts";

const turns: Turn[] = [
  { user: "Read both." },
  { assistant: "I will." },
  { call: "read_file", id: "call_1", input: { path: "a" } },
  { call: "read_file", id: "call_2", input: { path: "b" } },
  { result: "A", id: "call_1" },
  { result: "B", id: "call_2" },
  { user: "And now?" },
];

test("Anthropic: roles alternate, and all results stand in one message before the text", () => {
  const { messages } = anthropicRequest({ turns });
  expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
  const types = messages.map(({ content }) => content.map((block) => Reflect.get(block, "type")));
  expect(types).toEqual([
    ["text"],
    ["text", "tool_use", "tool_use"],
    ["tool_result", "tool_result", "text"],
  ]);
});

test("Chat: parallel calls are one message, answered before anything else", () => {
  const { messages } = chatRequest({ turns });
  expect(messages.map(({ role }) => role)).toEqual([
    "system",
    "user",
    "assistant",
    "tool",
    "tool",
    "user",
  ]);
  expect(messages[2]).toMatchObject({
    content: "I will.",
    tool_calls: [{ id: "call_1" }, { id: "call_2", function: { arguments: '{"path":"b"}' } }],
  });
});

test("Chat: a conversation may go on with a call right after a result", () => {
  const { messages } = chatRequest({ turns: [...turns.slice(0, 5), ...turns.slice(2, 3)] });
  expect(messages.at(-1)).toMatchObject({ content: null, tool_calls: [{ id: "call_1" }] });
});

test("Responses: calls and outputs are items that point to each other", () => {
  const { input } = responsesRequest({ turns });
  expect(input[2]).toMatchObject({ type: "function_call", call_id: "call_1" });
  expect(input[4]).toMatchObject({ type: "function_call_output", call_id: "call_1", output: "A" });
});

test("options and extra fields reach every dialect, and usage is asked for in streams only", () => {
  const options = { model: "m", stream: false, extra: { metadata: { a: 1 } } };
  for (const body of [anthropicRequest(options), chatRequest(options), responsesRequest(options)]) {
    expect(body).toMatchObject({ model: "m", stream: false, metadata: { a: 1 } });
    expect(body).not.toHaveProperty("stream_options");
  }
  expect(chatRequest()).toMatchObject({ stream_options: { include_usage: true } });
});
