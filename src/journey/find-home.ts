/** Where the conversation of a request lives, and whether that is still so. */
import { cacheMovedTo, type Binding } from "../affinity/binding.ts";
import type { Bindings } from "../affinity/bindings.ts";
import { conversationKey, type ConversationKey } from "../affinity/conversation-key.ts";
import type { Caller } from "../admit/identify-caller.ts";
import type { ModelRequest } from "../read/read-request.ts";
import type { Snapshot } from "../store/snapshot.ts";

export interface Home {
  readonly key: ConversationKey;
  /** Null = the conversation is new here, or its account is gone. */
  readonly binding: Binding | null;
  /** Ids of the accounts that signed thinking in it, gone ones included. */
  readonly signers: readonly string[];
}

export interface HomeInput {
  readonly headers: Headers;
  readonly request: ModelRequest;
  readonly caller: Caller;
  readonly snapshot: Snapshot;
}

/** Null when nothing in the request tells one conversation from another, or none is begun. */
export function findHome(input: HomeInput, bindings: Bindings, now: number): Home | null {
  const { headers, request, caller, snapshot } = input;
  const { bytes, scan, model } = request;
  const callerId = caller.kind === "tenant" ? caller.tenant.id : caller.kind;
  // Counting tokens neither fills a cache nor reads one.
  if (request.operation === "count_tokens") return null;
  const key = conversationKey({ headers, bytes, scan, model, callerId });
  if (key === null) return null;
  // Two conversations may open with the same words; only an answered one has a cache to keep.
  if (key.source === "opening" && !hasAnswer(bytes)) return { key, binding: null, signers: [] };
  const binding = bindings.lookup(key);
  if (binding === null) return { key, binding, signers: [] };
  const { thinkingBy: signers } = binding;
  const account = snapshot.accounts.get(binding.accountId);
  if (account?.enabled !== true || account.unusableReason !== null) {
    return { key, binding: null, signers };
  }
  const better = cacheMovedTo(binding, now);
  return {
    key,
    binding: better === null ? binding : bindings.bind(key, better, "cache-moved"),
    signers,
  };
}

const answers = ['"assistant"', '"function_call"', '"reasoning"'].map((text) => Buffer.from(text));

/** True when the model has spoken before. Words in texts have their quotes escaped. */
function hasAnswer(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return answers.some((text) => buffer.includes(text));
}
