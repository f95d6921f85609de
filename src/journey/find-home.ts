/** Where the conversation of a request lives, and whether that is still so. */
import { countsTokens } from "../admit/find-endpoint.ts";
import { cacheMovedTo, type Binding } from "../affinity/binding.ts";
import type { Bindings } from "../affinity/bindings.ts";
import {
  conversationKey,
  responseKey,
  type ConversationKey,
} from "../affinity/conversation-key.ts";
import type { Signer } from "../affinity/signer.ts";
import { previousResponse } from "../affinity/key/read-session-id.ts";
import { callerIdOf, type Caller } from "../admit/identify-caller.ts";
import { bufferOf } from "../base/buffers.ts";
import type { ModelRequest } from "../read/read-request.ts";
import type { Snapshot } from "../store/snapshot.ts";

export interface Home {
  readonly key: ConversationKey;
  /** The conversation with all its models and turns; those of a chain of responses have other keys. */
  readonly session: string;
  /** Null = the conversation is new here, or its account is gone. */
  readonly binding: Binding | null;
  /** Who signed thinking in it, accounts that are gone included. */
  readonly signers: readonly Signer[];
  /** Id of the account that keeps what the request builds on; null = it builds on nothing kept. */
  readonly keeper: string | null;
}

export interface HomeRooms {
  readonly bindings: Bindings;
  /** Which account keeps a response. */
  readonly responseOwners: Bindings;
}

export interface HomeInput {
  readonly headers: Headers;
  readonly request: ModelRequest;
  readonly caller: Caller;
  readonly snapshot: Snapshot;
}

/** Null when nothing in the request tells one conversation from another, or none is begun. */
export function findHome(input: HomeInput, rooms: HomeRooms, now: number): Home | null {
  const { bindings } = rooms;
  const { headers, request, caller, snapshot } = input;
  const { bytes, scan, model } = request;
  const callerId = callerIdOf(caller);
  // Counting tokens neither fills a cache nor reads one.
  if (countsTokens(request.operation)) return null;
  const key = conversationKey({ headers, bytes, scan, model, callerId });
  if (key === null) return null;
  const owner = ownerOfLast(input, key, rooms);
  const isNamed = key.source !== "previous-response";
  const session = (isNamed ? null : owner?.session) ?? key.session;
  const unknown: Home = { key, session, binding: null, signers: [], keeper: null };
  // Two conversations may open with the same words; only an answered one has a cache to keep.
  if (key.source === "opening" && !hasAnswer(bytes)) return unknown;
  const binding = bindings.lookup(key);
  const known = { ...unknown, keeper: keeperIn(owner, snapshot) };
  if (binding === null) return known;
  const { thinkingBy: signers } = binding;
  if (!canServe(binding.accountId, snapshot)) return { ...known, signers };
  const better = cacheMovedTo(binding, now);
  const moved = better === null ? binding : bindings.bind(key, better, "cache-moved");
  return { ...known, binding: moved, signers };
}

function canServe(accountId: string, { accounts }: Snapshot): boolean {
  const account = accounts.get(accountId);
  return account?.enabled === true && account.unusableReason === null;
}

/** The response that is continued says it best: a detour may have given that. */
function ownerOfLast(
  { request: { bytes, scan } }: HomeInput,
  key: ConversationKey,
  { bindings, responseOwners }: HomeRooms,
): Binding | null {
  if (!key.needsState) return null;
  const previous = previousResponse(bytes, scan);
  return previous === null
    ? bindings.lookup(key)
    : responseOwners.lookup(responseKey(key.callerId, previous));
}

function keeperIn(owner: Binding | null, { accounts }: Snapshot): string | null {
  return owner !== null && accounts.has(owner.accountId) ? owner.accountId : null;
}

const answers = ['"assistant"', '"function_call"', '"reasoning"'].map((text) => Buffer.from(text));

/** True when the model has spoken before. Words in texts have their quotes escaped. */
function hasAnswer(bytes: Uint8Array): boolean {
  const buffer = bufferOf(bytes);
  return answers.some((text) => buffer.includes(text));
}
