/** Which conversation a request belongs to, so that it stays where its prompt cache is. */
import { limits } from "../base/limits.ts";
import type { Span } from "../read/parse-span.ts";
import type { ObjectScan } from "../read/scan-object.ts";
import { createHashInput } from "./key/hash-input.ts";
import { modelFamily } from "./key/model-family.ts";
import { readOpening } from "./key/read-opening.ts";
import {
  cacheKeyInBody,
  previousResponse,
  sessionInHeaders,
  sessionInMetadata,
  storedConversation,
} from "./key/read-session-id.ts";

/** What tells the conversation from others, in the order in which it is looked for. */
export type KeySource =
  | "session-header"
  | "prompt-cache-key"
  | "metadata"
  | "stored-conversation"
  | "previous-response"
  | "opening";

export interface ConversationKey {
  /** 128 bits of SHA-256 over the caller, the model family and the conversation; base64url. */
  readonly id: string;
  readonly callerId: string;
  /** The conversation with all models that work on it, where the client names it; else the id. */
  readonly session: string;
  readonly source: KeySource;
  /**
   * The request builds on a response or conversation that its account keeps (`store`): every other
   * account answers that it does not exist.
   */
  readonly needsState: boolean;
}

export interface KeyInput {
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** Where at least the `conversationFields` stand in `bytes`. */
  readonly scan: ObjectScan;
  readonly model: string;
  /** Callers never share a conversation, whatever ids they send. */
  readonly callerId: string;
}

/** The top-level fields that a scan has to look for before `conversationKey` can be asked. */
export const conversationFields: readonly string[] = [
  "system",
  "instructions",
  "messages",
  "input",
  "prompt_cache_key",
  "session_id",
  "metadata",
  "conversation",
  "previous_response_id",
];

/** The conversation of a request, or null when nothing in it tells one from another. */
export function conversationKey(input: KeyInput): ConversationKey | null {
  const { headers, bytes, scan, callerId } = input;
  const conversation = storedConversation(bytes, scan);
  const response = previousResponse(bytes, scan);
  const needsState = conversation !== null || response !== null;
  const found = (source: KeySource, id: string, session = id): ConversationKey => {
    return { id, callerId, session, source, needsState };
  };
  const named = (source: KeySource, name: string): ConversationKey =>
    found(source, sessionId(input, name), stateId(callerId, "session", name));
  const inHeaders = sessionInHeaders(headers);
  if (inHeaders !== null) return named("session-header", inHeaders);
  const cacheKey = cacheKeyInBody(bytes, scan);
  if (cacheKey !== null) return named("prompt-cache-key", cacheKey);
  const inMetadata = sessionInMetadata(bytes, scan);
  if (inMetadata !== null) return named("metadata", inMetadata);
  if (conversation !== null) {
    return found("stored-conversation", stateId(callerId, "conversation", conversation));
  }
  if (response !== null) return found("previous-response", stateId(callerId, "response", response));
  const opening = openingId(input);
  return opening === null ? null : found("opening", opening);
}

/**
 * The key under which a request will ask that continues this response (`previous_response_id`).
 * Bind it when the response arrives; a chain of responses has no other name that stays.
 */
export function responseKey(
  callerId: string,
  responseId: string,
  /** The conversation that it is part of; null = it is one of its own. */
  session: string | null = null,
): ConversationKey {
  const id = stateId(callerId, "response", responseId);
  return { id, callerId, session: session ?? id, source: "previous-response", needsState: true };
}

/**
 * The same id is the same conversation wherever it stands: Claude Code repeats its session in
 * `metadata`, Codex its thread in `prompt_cache_key`. A mixed key would let a title written by a
 * small model move the main conversation, hence the family.
 */
function sessionId({ callerId, model }: KeyInput, session: string): string {
  return shorten(sha256(frame("session", callerId, modelFamily(model), session)));
}

/** What an account keeps may be continued with any model. */
function stateId(callerId: string, kind: string, id: string): string {
  return shorten(sha256(frame(kind, callerId, id)));
}

function openingId({ bytes, scan, callerId, model }: KeyInput): string | null {
  const opening = readOpening(bytes, scan);
  if (opening === null) return null;
  hashed.begin(frame("opening", callerId, modelFamily(model)));
  for (const text of opening.system) addText("s", bytes, text);
  for (const text of opening.user) addText("u", bytes, text);
  return shorten(hashed.sha256());
}

/** All openings are put together in one place, each before it is hashed: a step more costs as much as a KB. */
const hashed = createHashInput();

function addText(role: string, bytes: Uint8Array, { start, end }: Span): void {
  hashed.add(`${role}${end - start}:`);
  hashed.addBytes(bytes, start, Math.min(end, start + limits.openingTextBytes));
}

/** Each part with its length, so that no two lists of parts make the same text. */
function frame(...parts: readonly string[]): string {
  let text = "";
  for (const part of parts) text += `${part.length}:${part}`;
  return text;
}

/** SHA-256 and no fast hash: a tenant who could find a collision could move another's bindings. */
function sha256(text: string): string {
  return Bun.CryptoHasher.hash("sha256", text, "base64url");
}

/** The first 128 bits (22 characters of 6) are plenty for tens of thousands of conversations. */
function shorten(digest: string): string {
  return digest.slice(0, 22);
}
