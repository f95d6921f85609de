/** One request and its answer, as far as they matter to a prompt cache. */
import type { Usage } from "../base/usage.ts";
import type { PricedAccount } from "../prices/price-account.ts";
import type { Chain, ChainSource } from "./chain.ts";

export interface CacheQuestion {
  readonly requestId: string;
  /** When it was sent, milliseconds since the epoch. */
  readonly at: number;
  readonly caller: string;
  /** With all models that work on it. */
  readonly conversation: string;
  readonly account: PricedAccount & { readonly id: string; readonly name: string };
  /** The model that was asked for. */
  readonly model: string;
  /** What the provider's cache saw of the client's words. */
  readonly sent: ChainSource;
  /** The same before guardrails replaced anything; null = they did not. */
  readonly received: ChainSource | null;
  /** Changes of ours to what a cache holds; see `x-codegate-mutations`. */
  readonly mutations: readonly string[];
  /** Its provider keeps what its client marks, and nothing else. */
  readonly isMarked: boolean;
  /** Why this account; see `explainRoute`. */
  readonly route: string;
}

export interface CacheAnswer {
  readonly usage: Usage;
  /** The model as the provider names it; null = it does not. */
  readonly servedModel: string | null;
  /** What the provider itself says of the miss, in its word; null = nothing. */
  readonly providerReason: string | null;
}

/** A turn of which all is there. */
export type AnsweredTurn = CacheQuestion & CacheAnswer;

/** Without the words of the request, which are needed only to be read. */
export interface CacheTurn extends Omit<CacheQuestion, "sent" | "received">, CacheAnswer {}

/** What is remembered of a turn for the next one. */
export interface KnownTurn extends Pick<
  CacheTurn,
  "at" | "account" | "model" | "mutations" | "usage" | "isMarked"
> {
  readonly chain: Chain;
  readonly received: Chain | null;
  readonly opening: readonly number[];
  /** How long its provider keeps what it has cached, milliseconds. */
  readonly cacheMs: number;
}

/**
 * What is in the cache after such an answer, tokens; 0 = nothing is known to be. Where clients mark
 * what to keep, that is what was read and written; other providers keep the prompt by themselves,
 * which shows only when they have once read from it.
 */
export function cachedBy({ usage, isMarked }: Pick<CacheTurn, "usage" | "isMarked">): number {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h } = usage;
  const read = cacheRead ?? 0;
  const written = (cacheWrite5m ?? 0) + (cacheWrite1h ?? 0);
  if (isMarked || written > 0) return read + written;
  return read === 0 ? 0 : read + (input ?? 0);
}
