/** What could go wrong: a provider learns what the client told its rival, or is sent its betas. */
import { expect, test } from "bun:test";
import { isForeignHeader } from "../../../src/convert/foreign-header.ts";

test.each([
  ["anthropic-messages", "anthropic-beta", true],
  ["anthropic-messages", "Anthropic-Version", true],
  ["anthropic-messages", "x-claude-code-session-id", true],
  ["anthropic-messages", "x-app", true],
  ["anthropic-messages", "x-stainless-lang", true],
  ["openai-chat", "openai-organization", true],
  ["openai-responses", "x-codex-turn-metadata", true],
  ["openai-responses", "originator", true],
  ["openai-chat", "user-agent", false],
  ["openai-chat", "x-request-tag", false],
  ["anthropic-messages", "accept", false],
] as const)("leaving %s, %s stays behind: %p", (from, name, expected) => {
  expect(isForeignHeader(name, from)).toBe(expected);
});
