// What could go wrong: a client retries too early, or shows no limits, because the headers that say
// so have another dialect's names.
import { expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { convertHeaders } from "../../../src/convert/convert-headers.ts";

const now = Date.UTC(2026, 10, 22, 12);

function convert(from: Dialect, to: Dialect, given: Record<string, string>) {
  return Object.fromEntries(convertHeaders(new Headers(given), { from, to }, now));
}

test("OpenAI's limits for Anthropic's clients, with the time at which they reset", () => {
  const given = {
    "x-request-id": "req_1",
    "x-ratelimit-limit-requests": "100",
    "x-ratelimit-remaining-tokens": "5",
    "x-ratelimit-reset-requests": "6m0.5s",
    "x-ratelimit-reset-tokens": "soon",
    "openai-organization": "org",
    "retry-after-ms": "1500",
  };
  expect(convert("anthropic-messages", "openai-chat", given)).toEqual({
    "request-id": "req_1",
    "anthropic-ratelimit-requests-limit": "100",
    "anthropic-ratelimit-tokens-remaining": "5",
    "anthropic-ratelimit-requests-reset": "2026-11-22T12:06:00.500Z",
    "retry-after-ms": "1500",
    "retry-after": "2",
  });
});

test("between OpenAI's two dialects they stay as they are", () => {
  const given = { "x-request-id": "req_1", "x-ratelimit-reset-tokens": "6m0s" };
  expect(convert("openai-responses", "openai-chat", given)).toEqual(given);
  expect(convert("openai-chat", "openai-responses", given)).toEqual(given);
});

test("Anthropic's limits for OpenAI's clients, with the time until they reset", () => {
  const given = {
    "request-id": "req_1",
    "retry-after": "7",
    "x-should-retry": "false",
    "anthropic-ratelimit-requests-limit": "100",
    "anthropic-ratelimit-requests-reset": "2026-11-22T12:01:30Z",
    "anthropic-ratelimit-tokens-reset": "2026-11-22T11:00:00Z",
    "anthropic-ratelimit-unified-status": "allowed",
  };
  for (const from of ["openai-chat", "openai-responses"] as const) {
    expect(convert(from, "anthropic-messages", given)).toEqual({
      "x-request-id": "req_1",
      "retry-after": "7",
      "x-should-retry": "false",
      "x-ratelimit-limit-requests": "100",
      "x-ratelimit-reset-requests": "1m30s",
      "x-ratelimit-reset-tokens": "0ms",
    });
  }
});
