/** Rows that requests leave behind. They are queued and written in batches. */
import type { Spent } from "./snapshot.ts";

export interface UsageRow {
  readonly table: "usage";
  readonly id: string;
  readonly at: number;
  readonly accountId: string;
  /** Null when routed without a config. */
  readonly configId: string | null;
  readonly tenantId: string | null;
  readonly tier: string | null;
  readonly originalModel: string;
  readonly routedModel: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** US dollars; null = unknown price. */
  readonly costUsd: number | null;
}

export interface RequestLogRow {
  readonly table: "request_logs";
  readonly id: string;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly inboundFormat: "anthropic" | "openai";
  /** Null, as its name and the routed model, when no account was asked. */
  readonly accountId: string | null;
  readonly accountName: string | null;
  readonly provider: string | null;
  readonly originalModel: string;
  readonly routedModel: string | null;
  readonly statusCode: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly latencyMs: number;
  readonly isStream: boolean;
  readonly isFailover: boolean;
  readonly errorMessage: string | null;
  readonly requestBody: string | null;
  readonly responseBody: string | null;
  readonly tenantId: string | null;
}

/** One row per call to a provider, failed ones included; null = unknown, never zero. */
export interface AttemptRow {
  readonly table: "codegate_attempts";
  readonly id: string;
  /** The request this attempt belongs to; also sent to the client as `x-codegate-request-id`. */
  readonly requestId: string;
  /** 1 for the first attempt of a request. */
  readonly attempt: number;
  readonly at: number;
  readonly accountId: string;
  readonly tenantId: string | null;
  readonly configId: string | null;
  readonly dialect: string;
  readonly originalModel: string;
  readonly routedModel: string;
  readonly isStream: boolean;
  /** HTTP status of the provider; null when it gave none. */
  readonly statusCode: number | null;
  /** "success", or what went wrong in one word. */
  readonly outcome: string;
  readonly latencyMs: number;
  /** Milliseconds to the first content of a stream, or to the whole answer. */
  readonly firstContentMs: number | null;
  readonly inputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWrite5mTokens: number | null;
  readonly cacheWrite1hTokens: number | null;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly costUsd: number | null;
  /** Day of the price table, "own" or "reported"; null without a price. */
  readonly priceVersion: string | null;
  readonly errorMessage: string | null;
  /** The model that the provider says it served; null = it did not say. */
  readonly servedModel: string | null;
  readonly serviceTier: string | null;
  /** The bound that the prompt exceeded for rates of long prompts, tokens; null = plain rates. */
  readonly longPromptAbove: number | null;
  /** Calls of tools that the provider ran, as JSON by name; null = none. */
  readonly serverTools: string | null;
  /** What other models consumed for this answer, as JSON; null = nothing. */
  readonly otherUsage: string | null;
  /** False when the answer was cut short: its counts are what was known by then. */
  readonly isComplete: boolean;
  /** True when a part has no known count or price: the cost is at least `costUsd`. */
  readonly costIsLeast: boolean;
  /** A subscription's cost is what the API would have taken. */
  readonly costKind: "metered" | "subscription";
  /** Id of a tenant, or "local" or "global"; whose budgets count it. */
  readonly caller: string;
  /** Null = it cannot be told from others. */
  readonly conversation: string | null;
  /** What the client was warned of, as JSON; null = nothing. */
  readonly warnings: string | null;
  /** Why this account: the same text as the header `x-codegate-route`. */
  readonly route: string | null;
}

/** What one more attempt has cost a conversation that has a budget. */
export interface ConversationSpendRow extends Spent {
  readonly table: "codegate_conversation_spend";
  /** The conversation. */
  readonly id: string;
  readonly at: number;
}

/** A prompt cache gave less than the turn before had left in it. */
export interface CacheMissRow {
  readonly table: "codegate_cache_misses";
  readonly id: string;
  readonly requestId: string;
  readonly at: number;
  readonly caller: string;
  readonly conversation: string;
  readonly accountId: string;
  readonly model: string;
  /** A word of `forensics/find-causes.ts`, and the sentence for it. */
  readonly reason: string;
  readonly explanation: string;
  /** The provider's own word for it; null = none. */
  readonly providerReason: string | null;
  readonly expectedTokens: number;
  readonly readTokens: number;
  /** US dollars; null = unknown. */
  readonly costUsd: number | null;
}

/** A provider answered with success: the account is active, its errors are forgotten. */
export interface AccountSuccess {
  readonly table: "account-success";
  readonly accountId: string;
  readonly at: number;
}

/** The account (not the request) failed: counted, with the last reason for people to read. */
export interface AccountFailure {
  readonly table: "account-failure";
  readonly accountId: string;
  readonly at: number;
  readonly status: "expired" | "error" | "rate_limited";
  readonly error: string;
}

/** A small fact that should survive a restart: a rest, a conversation's account. */
export interface HintRow {
  readonly table: "codegate_hints";
  readonly kind: string;
  readonly key: string;
  /** JSON; null forgets the hint. */
  readonly value: string | null;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A response that clients may build on, sealed. */
export interface KeptRow {
  readonly table: "codegate_responses";
  readonly caller: string;
  readonly id: string;
  readonly conversation: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Null forgets the response. */
  readonly sealed: Uint8Array | null;
}

/** The sealed original of a token. */
export interface MappingRow {
  readonly table: "privacy_mappings";
  /** Whose it is, in hex digits. */
  readonly scope: string;
  readonly category: string;
  readonly originalHash: string;
  readonly sealed: string;
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Rows that must not be lost: they go to a file when the database stays locked at a stop. */
export type LastingRow =
  | UsageRow
  | RequestLogRow
  | AttemptRow
  | ConversationSpendRow
  | CacheMissRow
  | AccountSuccess
  | AccountFailure;

export type StoreRow = LastingRow | HintRow | KeptRow | MappingRow;

const passing: ReadonlySet<StoreRow["table"]> = new Set([
  "codegate_hints",
  "codegate_responses",
  "privacy_mappings",
]);

/**
 * Hints are not: a file read by the next start would put old ones over newer ones. Nor are responses
 * that are kept, whose client sends its conversation when a chain is broken, nor originals of
 * tokens, of which nothing but an answer's wording hangs.
 */
export function isLasting(row: StoreRow): row is LastingRow {
  return !passing.has(row.table);
}
