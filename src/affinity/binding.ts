/** What is remembered of a conversation: where it lives and what leaving there would lose. */
import { jsonOr } from "../base/json-or.ts";
import { limits } from "../base/limits.ts";
import type { Usage } from "../base/usage.ts";
import { isSameSigner, parseSigner, type Signer } from "./signer.ts";

/**
 * Why a conversation lives where it does. Nothing else moves one, a detour least of all:
 * - `first`: its first request was routed there;
 * - `account-gone`: its account was removed, switched off or lost its credentials;
 * - `beyond-patience`: its account could not serve until after the time that leaving is worth;
 * - `cache-moved`: its account's cache has lapsed, and another one holds it (`cacheMovedTo`);
 * - `user`: a person said so.
 */
export type BindReason = "first" | "account-gone" | "beyond-patience" | "cache-moved" | "user";

/** A plain record: it is saved and loaded as it is. Times are milliseconds since the epoch. */
export interface Binding {
  /** The id of its ConversationKey, and its caller. */
  readonly id: string;
  readonly callerId: string;
  readonly accountId: string;
  readonly reason: BindReason;
  readonly boundAt: number;
  /** When the conversation was last heard of, whoever served it. */
  readonly seenAt: number;
  /** When its own account last served it; null = not yet. The account's cache lives from then. */
  readonly usedAt: number | null;
  /** Answers, detours included. */
  readonly turns: number;
  /** Tokens of the last prompts that its own account served, the latest last. */
  readonly prompts: readonly number[];
  /** How long its provider keeps the cache after the last use, milliseconds. */
  readonly cacheMs: number;
  /** Who signed thinking in it, the latest last. */
  readonly thinkingBy: readonly Signer[];
  /** The last turn, if another account served it. */
  readonly detour: Detour | null;
  /** Of a response that its provider keeps: the conversation that it is part of. */
  readonly session?: string;
}

export interface Detour {
  readonly accountId: string;
  readonly at: number;
  /** Tokens of its prompt; null = unknown. */
  readonly prompt: number | null;
}

export interface Turn {
  /** Who answered. */
  readonly accountId: string;
  /** Null = unknown. */
  readonly usage: Usage | null;
  /** The answer holds signed thinking (`signature`, `redacted_thinking`, `encrypted_content`). */
  readonly hasThinking: boolean;
  /** The family of the model that answered, and who owns the account; left out = not known. */
  readonly family?: string | null;
  readonly organization?: string | null;
}

/** The binding after one more answer. Its account stays whoever gave the answer. */
export function afterTurn(binding: Binding, turn: Turn, now: number): Binding {
  const { accountId, usage, hasThinking } = turn;
  const prompt = usage === null ? null : promptTokens(usage);
  const turns = binding.turns + 1;
  const thinkingBy = hasThinking
    ? withLatest(binding.thinkingBy, signerOf(turn))
    : binding.thinkingBy;
  if (accountId !== binding.accountId) {
    return { ...binding, seenAt: now, turns, thinkingBy, detour: { accountId, at: now, prompt } };
  }
  return {
    ...binding,
    seenAt: now,
    turns,
    thinkingBy,
    usedAt: now,
    prompts: prompt === null ? binding.prompts : withPrompt(binding.prompts, prompt),
    cacheMs: cacheLife(usage) ?? binding.cacheMs,
    detour: null,
  };
}

/** Everything the provider had to read, from whatever source; null = not a single count is known. */
function promptTokens(usage: Usage): number | null {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h } = usage;
  if ((input ?? cacheRead ?? cacheWrite5m ?? cacheWrite1h) === null) return null;
  return (input ?? 0) + (cacheRead ?? 0) + (cacheWrite5m ?? 0) + (cacheWrite1h ?? 0);
}

/** What was written tells for how long; null when nothing was. */
function cacheLife(usage: Usage | null): number | null {
  if ((usage?.cacheWrite1h ?? 0) > 0) return limits.promptCacheLongMs;
  return (usage?.cacheWrite5m ?? 0) > 0 ? limits.promptCacheMs : null;
}

function withPrompt(prompts: readonly number[], latest: number): readonly number[] {
  return [...prompts, latest].slice(-limits.bindingPrompts);
}

function signerOf({ accountId, family = null, organization = null }: Turn): Signer {
  return { accountId, family, organization };
}

function withLatest(signers: readonly Signer[], latest: Signer): readonly Signer[] {
  const others = signers.filter((each) => !isSameSigner(each, latest));
  return [...others, latest].slice(-limits.bindingThinkers);
}

export interface Rebinding {
  readonly accountId: string;
  readonly reason: BindReason;
}

/** The same conversation on another account, with what that account already knows of it. */
export function moved(binding: Binding, { accountId, reason }: Rebinding, now: number): Binding {
  const { detour } = binding;
  const served = detour?.accountId === accountId ? detour : null;
  return {
    ...binding,
    accountId,
    reason,
    boundAt: now,
    seenAt: now,
    usedAt: served?.at ?? null,
    prompts: served === null || served.prompt === null ? [] : [served.prompt],
    cacheMs: limits.promptCacheMs,
    detour: null,
  };
}

/** True while the cache of the conversation's own account can be expected to be there. */
export function isCacheWarm({ usedAt, cacheMs }: Binding, now: number): boolean {
  return usedAt !== null && now - usedAt < cacheMs;
}

/**
 * Tokens that the account probably holds in its cache and that a request of this size could read
 * from it; null = unknown. The largest of the last prompts counts, because a title or a search
 * comes in between; the size of the request bounds it, because a summary shortens conversations.
 */
export function cachedTokens({ prompts }: Binding, requestBytes: number): number | null {
  if (prompts.length === 0) return null;
  return Math.min(Math.max(...prompts), Math.ceil(requestBytes / limits.leastTokenBytes));
}

/**
 * The account on which the conversation is better off from now on, or null: its own account's
 * cache has lapsed while the last detour's is there. Thinking that its own account signed keeps it
 * at home, because that outlives every cache.
 */
export function cacheMovedTo(binding: Binding, now: number): string | null {
  const { detour, accountId, thinkingBy } = binding;
  const hasSigned = thinkingBy.some((signer) => signer.accountId === accountId);
  if (detour === null || hasSigned || isCacheWarm(binding, now)) return null;
  return now - detour.at < limits.promptCacheMs ? detour.accountId : null;
}

/** A binding as it was saved; null when it cannot be read. */
export function parseBinding(text: string): Binding | null {
  const parsed = jsonOr(text, null);
  const binding = (parsed ?? {}) as Partial<Binding>;
  const { id, callerId, accountId, seenAt, prompts, thinkingBy } = binding;
  const isWhole =
    [id, callerId, accountId].every((each) => typeof each === "string") &&
    typeof seenAt === "number" &&
    Array.isArray(prompts) &&
    Array.isArray(thinkingBy);
  if (!isWhole) return null;
  const signers = thinkingBy.map(parseSigner).filter((signer) => signer !== null);
  return { ...(binding as Binding), thinkingBy: signers };
}
