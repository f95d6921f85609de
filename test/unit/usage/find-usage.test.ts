// What could go wrong: usage stands where it is not looked for, and a whole provider costs nothing.
import { expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { findUsage } from "../../../src/usage/find-usage.ts";

const usage = { prompt_tokens: 1 };

const places: [dialect: Dialect, what: string, payload: unknown][] = [
  ["anthropic-messages", "a message", { type: "message", usage }],
  ["anthropic-messages", "message_start", { type: "message_start", message: { usage } }],
  ["anthropic-messages", "message_delta", { type: "message_delta", delta: {}, usage }],
  ["openai-chat", "a completion", { choices: [], usage }],
  ["openai-chat", "Groq's chunk", { choices: [], x_groq: { id: "req", usage } }],
  ["openai-chat", "Groq's chunk with a null", { usage: null, x_groq: { usage } }],
  ["openai-chat", "Moonshot's chunk", { choices: [{ index: 0, delta: {}, usage }] }],
  ["openai-responses", "a response", { object: "response", usage }],
  ["openai-responses", "the end", { type: "response.completed", response: { usage } }],
];

test.each(places)("%s: %s", (dialect, _what, payload) => {
  expect(findUsage(dialect, payload)).toBe(usage);
});

test("no usage is undefined, whatever the payload", () => {
  const payloads = [
    undefined,
    null,
    1,
    "usage",
    [],
    [{ usage }],
    {},
    { usage: null },
    { usage: 3 },
  ];
  for (const payload of payloads) {
    expect(findUsage("openai-chat", payload)).toBeUndefined();
    expect(findUsage("anthropic-messages", payload)).toBeUndefined();
    expect(findUsage("openai-responses", payload)).toBeUndefined();
  }
});
