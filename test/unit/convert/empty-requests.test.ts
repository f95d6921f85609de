/** What could go wrong: a request with next to nothing in it becomes one that is refused as empty. */
import { expect, test } from "bun:test";
import { convertRequest } from "../../../src/convert/convert-request.ts";
import { findCapabilities } from "../../../src/provider/capabilities.ts";
import type { Dialect } from "../../../src/base/dialect.ts";

const models: Readonly<Record<Dialect, readonly [provider: string, model: string]>> = {
  "anthropic-messages": ["anthropic", "claude-opus-5-5"],
  "openai-chat": ["openai", "gpt-5.4"],
  "openai-responses": ["openai", "gpt-5.4"],
};

function converted(from: Dialect, to: Dialect, body: object) {
  const [provider, model] = models[to];
  const capabilities = findCapabilities(provider, model);
  return convertRequest({
    from,
    to,
    bytes: Buffer.from(JSON.stringify({ model, ...body })),
    isCompactCall: false,
    target: { provider, model, capabilities, outputLimit: null, conversationKey: null },
    key: null,
    dropsThinking: false,
    kept: null,
    policy: "lossy",
  });
}

test.each([
  ["openai-chat", "openai-responses", { messages: [{ role: "system", content: "Rhyme." }] }],
  ["openai-chat", "anthropic-messages", { messages: [{ role: "system", content: "Rhyme." }] }],
  ["openai-responses", "anthropic-messages", { instructions: "Rhyme.", input: [] }],
  ["openai-responses", "openai-chat", { instructions: "Rhyme.", input: [] }],
] as const)("instructions alone are said, %s to %s", (from, to, body) => {
  const request = converted(from, to, body);
  if (!request.ok) throw new Error(request.failure.message);
  const sent = JSON.parse(Buffer.from(request.value.bytes).toString()) as Record<string, unknown>;
  const said = (sent["messages"] ?? sent["input"]) as readonly unknown[];
  expect(said).toHaveLength(1);
  expect(JSON.stringify(said)).toContain("Rhyme.");
});

test.each([
  ["openai-chat", "openai-responses", { messages: [{ role: "user", content: "" }] }],
  ["openai-chat", "anthropic-messages", { messages: [] }],
  ["anthropic-messages", "openai-chat", { messages: [{ role: "user", content: " " }] }],
  ["openai-responses", "anthropic-messages", { input: [] }],
] as const)("nothing at all is refused in words, %s to %s", (from, to, body) => {
  const request = converted(from, to, body);
  expect(request).toMatchObject({ ok: false, failure: { kind: "invalid_request" } });
});
