/** The ids by which clients name their conversations. */
import { jsonOr } from "../../base/json-or.ts";
import { limits } from "../../base/limits.ts";
import { scanObjectAt } from "../../read/json-values.ts";
import { lastField } from "../../read/read-request.ts";
import type { ObjectScan } from "../../read/scan-object.ts";
import { stringField } from "../string-field.ts";

/**
 * Headers that name a conversation, the narrower one first: a Codex session has several threads.
 * `x-client-request-id` is not among them: for most clients it changes with each request.
 */
const sessionHeaders = [
  "thread-id", // Codex: the main conversation and each sub-agent have their own
  "conversation_id", // older Codex
  "session-id",
  "session_id",
  "x-opencode-session",
  "x-session-affinity", // OpenCode
  "x-session-id", // OpenCode, OpenRouter, gateways
  "x-kilocode-taskid",
  "x-amp-thread-id",
  "x-grok-conv-id", // xAI
  "x-litellm-session-id",
  "x-openwebui-chat-id",
] as const;

/** The conversation's id in the headers, or null. Ids of different clients do not collide. */
export function sessionInHeaders(headers: Headers): string | null {
  const claude = usable(headers.get("x-claude-code-session-id"));
  if (claude !== null) {
    // A sub-agent has a prompt and so a cache of its own, and lives within its session.
    const agent = usable(headers.get("x-claude-code-agent-id"));
    // A header holds no line break, so that no id can be mistaken for a pair.
    return agent === null ? claude : `${claude}\n${agent}`;
  }
  for (const name of sessionHeaders) {
    const id = usable(headers.get(name));
    if (id !== null) return id;
  }
  return null;
}

/** The conversation's cache key in the body, or null. */
export function cacheKeyInBody(bytes: Uint8Array, scan: ObjectScan): string | null {
  return idField(bytes, scan, "prompt_cache_key") ?? idField(bytes, scan, "session_id");
}

const metadataNames: ReadonlySet<string> = new Set(["user_id", "session_id"]);

/** The session in `metadata`, or null: most user ids name a person and no conversation. */
export function sessionInMetadata(bytes: Uint8Array, scan: ObjectScan): string | null {
  const metadata = lastField(scan, "metadata");
  if (metadata?.kind !== "object") return null;
  const inner = scanObjectAt(bytes, metadata.value, metadataNames);
  const userId = idField(bytes, inner, "user_id");
  return (userId === null ? null : sessionOf(userId)) ?? idField(bytes, inner, "session_id");
}

/** Claude Code's two forms: JSON with `session_id`, and `user_..._account_..._session_<id>`. */
function sessionOf(userId: string): string | null {
  if (!userId.startsWith("{")) return usable(/_session_([\w-]+)$/.exec(userId)?.[1] ?? null);
  const value = jsonOr(userId, undefined);
  if (typeof value !== "object" || value === null || !("session_id" in value)) return null;
  return typeof value.session_id === "string" ? usable(value.session_id) : null;
}

/** The id of a `conversation` that the provider keeps (a string, or an object with `id`). */
export function storedConversation(bytes: Uint8Array, scan: ObjectScan): string | null {
  const field = lastField(scan, "conversation");
  if (field?.kind !== "object") return idField(bytes, scan, "conversation");
  return idField(bytes, scanObjectAt(bytes, field.value, idName), "id");
}

const idName: ReadonlySet<string> = new Set(["id"]);

/** The answer that the request continues, kept by the provider; null when there is none. */
export function previousResponse(bytes: Uint8Array, scan: ObjectScan): string | null {
  return idField(bytes, scan, "previous_response_id");
}

function idField(bytes: Uint8Array, scan: ObjectScan, name: string): string | null {
  const field = lastField(scan, name);
  if (field === undefined) return null;
  // One unit of text takes at most six bytes (\uXXXX): longer ones are not even decoded.
  if (field.value.end - field.value.start > limits.sessionIdLength * 6) return null;
  return usable(stringField(bytes, scan, name));
}

function usable(id: string | null): string | null {
  const text = id?.trim() ?? "";
  return text === "" || text.length > limits.sessionIdLength ? null : text;
}
