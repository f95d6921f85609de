/** Headers of a request that mean something to the client's own dialect alone. */
import type { Dialect } from "../base/dialect.ts";

const prefixes: Readonly<Record<Dialect, readonly string[]>> = {
  "anthropic-messages": ["anthropic-", "x-claude-", "x-app"],
  "openai-chat": ["openai-"],
  "openai-responses": [
    "openai-",
    "x-codex-",
    "session-id",
    "session_id",
    "thread-id",
    "originator",
  ],
};

/**
 * True for a header that stays behind when a request leaves its dialect. A provider of another one
 * would not know it, and has no business with what it says of its rival's customer.
 */
export function isForeignHeader(name: string, from: Dialect): boolean {
  const lower = name.toLowerCase();
  return (
    prefixes[from].some((prefix) => lower.startsWith(prefix)) || lower.startsWith("x-stainless-")
  );
}
