/** What could go wrong: the strict providers of the tests let through what the real ones refuse. */
import { expect, test } from "bun:test";
import { complainOfChat } from "../../support/strict/chat.ts";
import { complainOfMessages } from "../../support/strict/messages.ts";
import { complainOfResponses } from "../../support/strict/responses.ts";

const efforts = ["low", "high"];
const asked = {
  headers: () => "2023-06-01",
  model: { age: "new", outputTokens: 128_000 },
} as const;
const message = { model: "m", max_tokens: 9 };
const user = { role: "user", content: "Hi." };
const use = { type: "tool_use", id: "t1", name: "n", input: {} };
const call = { id: "t1", type: "function", function: { name: "n", arguments: "{}" } };

test.each([
  [
    "a call without result",
    { ...message, messages: [user, { role: "assistant", content: [use] }, user] },
  ],
  ["system first", { ...message, messages: [{ role: "system", content: "S" }, user] }],
  ["sampling", { ...message, messages: [user], temperature: 0.2 }],
  ["prefill", { ...message, messages: [user, { role: "assistant", content: "So" }] }],
  [
    "blank text",
    { ...message, messages: [{ role: "user", content: [{ type: "text", text: " " }] }] },
  ],
  ["a foreign field", { ...message, messages: [user], reasoning_effort: "low" }],
  [
    "foreign thinking",
    {
      ...message,
      messages: [
        user,
        { role: "assistant", content: [{ type: "thinking", thinking: "t", signature: "s" }] },
        user,
      ],
    },
  ],
  [
    "a schema that is no object",
    { ...message, messages: [user], tools: [{ name: "n", input_schema: { anyOf: [] } }] },
  ],
])("Messages: %s", (_name, body) => {
  expect(complainOfMessages(body, asked)).not.toEqual([]);
});

test.each([
  ["a call without result", { messages: [user, { role: "assistant", tool_calls: [call] }, user] }],
  [
    "an image in a tool message",
    {
      messages: [
        user,
        { role: "assistant", tool_calls: [call] },
        {
          role: "tool",
          tool_call_id: "t1",
          content: [{ type: "image_url", image_url: { url: "u" } }],
        },
      ],
    },
  ],
  ["max_tokens", { messages: [user], max_tokens: 9 }],
  [
    "cache_control",
    { messages: [{ role: "user", content: [{ type: "text", text: "t", cache_control: {} }] }] },
  ],
  [
    "a long name",
    { messages: [user], tools: [{ type: "function", function: { name: "n".repeat(65) } }] },
  ],
])("Chat: %s", (_name, body) => {
  expect(complainOfChat(body, { kind: "reasoning" })).not.toEqual([]);
});

test.each([
  [
    "an output without call",
    { input: [{ type: "function_call_output", call_id: "c", output: "" }] },
  ],
  ["reasoning at the end", { input: [{ type: "reasoning", summary: [] }] }],
  [
    "input_text of the assistant",
    { input: [{ role: "assistant", content: [{ type: "input_text", text: "t" }] }] },
  ],
  ["an effort it does not know", { input: "Hi.", reasoning: { effort: "max" } }],
  ["what it would store", { input: "Hi.", stream: true }],
])("Responses: %s", (_name, body) => {
  expect(complainOfResponses(body, { efforts, isSubscription: true })).not.toEqual([]);
});
