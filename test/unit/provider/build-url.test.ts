/** What could go wrong: a request goes to /v1/v1/..., or to another provider's address. */
import { expect, test } from "bun:test";
import type { Operation } from "../../../src/admit/find-endpoint.ts";
import { buildUrl } from "../../../src/provider/build-url.ts";

const cases: readonly [base: string, operation: Operation, url: string][] = [
  ["https://api.anthropic.com", "messages", "https://api.anthropic.com/v1/messages"],
  ["https://api.anthropic.com/", "messages", "https://api.anthropic.com/v1/messages"],
  ["https://api.anthropic.com/v1", "messages", "https://api.anthropic.com/v1/messages"],
  [
    "https://proxy.test/anthropic",
    "count_tokens",
    "https://proxy.test/anthropic/v1/messages/count_tokens",
  ],
  ["https://api.openai.com", "chat", "https://api.openai.com/v1/chat/completions"],
  ["http://127.0.0.1:9999/v1/", "chat", "http://127.0.0.1:9999/v1/chat/completions"],
  ["http://127.0.0.1:9999/v1///", "responses", "http://127.0.0.1:9999/v1/responses"],
  [
    "https://api.z.ai/api/coding/paas/v4",
    "chat",
    "https://api.z.ai/api/coding/paas/v4/chat/completions",
  ],
  ["https://openrouter.ai/api", "chat", "https://openrouter.ai/api/v1/chat/completions"],
  ["https://openrouter.ai/api/v1", "messages", "https://openrouter.ai/api/v1/messages"],
  [
    "https://generativelanguage.googleapis.com",
    "chat",
    "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions",
  ],
  [
    "https://generativelanguage.googleapis.com/v1beta",
    "chat",
    "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions",
  ],
  [
    "https://generativelanguage.googleapis.com/v1beta/openai/",
    "chat",
    "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions",
  ],
  [
    "https://gateway.ai.cloudflare.com/v1/account/gateway/openai",
    "chat",
    "https://gateway.ai.cloudflare.com/v1/account/gateway/openai/chat/completions",
  ],
  [
    "https://gateway.ai.cloudflare.com/v1/account/gateway/anthropic",
    "messages",
    "https://gateway.ai.cloudflare.com/v1/account/gateway/anthropic/v1/messages",
  ],
  ["https://api.groq.com/openai/v1", "chat", "https://api.groq.com/openai/v1/chat/completions"],
  ["https://api.x.ai", "responses", "https://api.x.ai/v1/responses"],
  ["https://api.mistral.ai", "chat", "https://api.mistral.ai/v1/chat/completions"],
  ["https://api.together.xyz", "chat", "https://api.together.xyz/v1/chat/completions"],
  [
    "https://api.fireworks.ai/inference",
    "messages",
    "https://api.fireworks.ai/inference/v1/messages",
  ],
  [
    "https://api.moonshot.ai/anthropic",
    "messages",
    "https://api.moonshot.ai/anthropic/v1/messages",
  ],
  [
    "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
    "chat",
    "https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions",
  ],
  ["http://127.0.0.1:11434", "messages", "http://127.0.0.1:11434/v1/messages"],
  ["https://host.test/v1x", "chat", "https://host.test/v1x/v1/chat/completions"],
];

test.each(cases)("%s, %s", (base, operation, url) => {
  expect(buildUrl({ base, operation, query: "", unversioned: false })).toBe(url);
});

test("the query string is the client's, to the byte", () => {
  const query = "?beta=true&x=%2F%20";
  expect(buildUrl({ base: "http://h", operation: "messages", query, unversioned: false })).toBe(
    `http://h/v1/messages${query}`,
  );
});

test("Codex's backend has no version in its paths", () => {
  const base = "https://chatgpt.com/backend-api/codex";
  expect(buildUrl({ base, operation: "responses", query: "", unversioned: true })).toBe(
    `${base}/responses`,
  );
});
