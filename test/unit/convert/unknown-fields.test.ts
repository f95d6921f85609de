/** What could go wrong: a field inside a message, a block or a tool vanishes without a word. */
import { expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { convert, refusalOf } from "../../support/convert.ts";
import { clientRequests } from "../../support/recordings.ts";

const toMessages = { from: "openai-chat", to: "anthropic-messages" } as const;
const toChat = { from: "anthropic-messages", to: "openai-chat" } as const;
const fromResponses = { from: "openai-responses", to: "openai-chat" } as const;
const parameters = { type: "object", properties: {} };

test("of Chat: in messages, parts, calls and tools", () => {
  const { lost } = convert(
    {
      messages: [
        { role: "user", content: [{ type: "text", text: "Hi.", spoken: true }], mood: "good" },
        {
          role: "assistant",
          content: null,
          annotations: [],
          tool_calls: [
            { id: "c", type: "function", function: { name: "f", arguments: "{}" }, extra: 1 },
          ],
        },
        { role: "tool", tool_call_id: "c", content: "ok" },
      ],
      tools: [
        { type: "function", function: { name: "f", parameters, defer_loading: true }, async: true },
        { type: "function", function: { name: "g", parameters, output_schema: {} } },
      ],
    },
    toMessages,
  );
  expect(lost).toEqual([
    "messages[].mood",
    "messages[].content[].spoken",
    "messages[].tool_calls[].extra",
    "tools[].async",
    "tools[].function.output_schema",
  ]);
});

test("of Messages: in messages, blocks and tools", () => {
  const { lost } = convert(
    {
      max_tokens: 9,
      messages: [{ role: "user", content: [{ type: "text", text: "Hi.", tone: 1 }], seen: "x" }],
      tools: [
        {
          name: "f",
          input_schema: parameters,
          defer_loading: true,
          // pi asks for it; elsewhere arguments come so in any case.
          eager_input_streaming: true,
          input_examples: [{}],
        },
      ],
    },
    toChat,
  );
  expect(lost).toEqual(["messages[].seen", "messages[].content[].tone", "tools[].input_examples"]);
});

test("of Responses: in items and tools", () => {
  const { lost } = convert(
    {
      input: [
        { type: "message", role: "user", content: "Hi.", phase: "final_answer", id: "m" },
        { type: "function_call", call_id: "c", name: "f", arguments: "{}", cost: 1 },
        { type: "function_call_output", call_id: "c", output: "ok" },
      ],
      tools: [{ type: "function", name: "f", parameters, strict: null, async: true }],
    },
    fromResponses,
  );
  expect(lost).toEqual(["input[].phase", "input[].cost", "tools[].async"]);
});

test("what the table of fields knows of one is the reason that is told", () => {
  const { losses } = convert(
    {
      max_tokens: 9,
      messages: [{ role: "user", content: "Hi.", clear_at: "end", seen: "x" }],
      tools: [{ name: "f", input_schema: parameters, allowed_callers: ["direct"] }],
    },
    toChat,
  );
  expect(losses).toEqual([
    { path: "messages[].clear_at", reason: "has no counterpart" },
    { path: "messages[].seen", reason: "unknown field" },
    { path: "tools[].allowed_callers", reason: "has no counterpart" },
  ]);
});

const dialects: Readonly<Record<string, Dialect>> = {
  "/v1/messages": "anthropic-messages",
  "/v1/chat/completions": "openai-chat",
  "/v1/responses": "openai-responses",
};

test("no field that a real client sends is unknown to the table", () => {
  for (const { client, target, body } of clientRequests()) {
    const from = dialects[target.split("?")[0] ?? ""];
    if (from === undefined || body === null) continue;
    for (const to of Object.values(dialects)) {
      if (to === from || refusalOf(body, { from, to }) !== null) continue;
      const { losses } = convert(body, { from, to });
      const unknown = losses.filter(({ reason }) => reason === "unknown field");
      expect({ client, to, unknown }).toEqual({ client, to, unknown: [] });
    }
  }
});

test("what is asked of logprobs is not asked for, and said so", () => {
  const input = { messages: [{ role: "user", content: "Hi." }], logprobs: true, top_logprobs: 2 };
  const { body, lost } = convert(input, { from: "openai-chat", to: "openai-responses" });
  expect(lost).toEqual(["logprobs", "top_logprobs"]);
  expect(JSON.stringify(body)).not.toContain("logprobs");
});
