/** What it costs to leave an account in mid-conversation, and whether that is worth a wait. */
import { limits } from "../base/limits.ts";
import { unknownUsage } from "../base/usage.ts";
import { costOf } from "../prices/find-price.ts";
import type { Price } from "../prices/price-table.ts";

export interface SwitchFacts {
  /** Tokens that this request could read from the account's cache; null = unknown. */
  readonly cachedTokens: number | null;
  /** The price at the conversation's own account; null = unknown. */
  readonly price: Price | null;
  /** The price where the request would go instead, if that is another one. */
  readonly priceElsewhere?: Price | null;
  /** The request carries thinking that only its own account can read. */
  readonly hasThinking: boolean;
  readonly cacheIsWarm: boolean;
  /** How long the client has its caches kept, milliseconds: an hour costs more to write. */
  readonly cacheMs?: number;
}

export interface SwitchCost {
  /** US dollars more than the same request would cost at home, never below 0; null = unknown. */
  readonly usd: number | null;
  readonly losesThinking: boolean;
}

/** What the request costs elsewhere beyond its cost at home: its prompt is written anew, not read. */
export function switchCost(facts: SwitchFacts): SwitchCost {
  const { hasThinking, cacheIsWarm } = facts;
  return { usd: cacheIsWarm ? coldCost(facts) : 0, losesThinking: hasThinking };
}

function coldCost(facts: SwitchFacts): number | null {
  const { cachedTokens, price, priceElsewhere = price, cacheMs } = facts;
  if (cachedTokens === null || price === null || priceElsewhere === null) return null;
  const isLong = cacheMs !== undefined && cacheMs > limits.promptCacheMs;
  const written = { [isLong ? "cacheWrite1h" : "cacheWrite5m"]: cachedTokens };
  // A provider that bills no writes has them as plain input: `costOf` knows.
  const there = costOf(priceElsewhere, { ...noTokens, ...written });
  const here = costOf(price, { ...noTokens, cacheRead: cachedTokens });
  return there === null || here === null ? null : Math.max(0, there - here);
}

const noTokens = {
  ...unknownUsage,
  input: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
};

/** The user's setting; `limits.switchWaits` says what each is worth. */
export type Patience = keyof typeof limits.switchWaits;

/** The longest wait that staying is worth, milliseconds. An unknown price is worth no wait. */
export function worthWaitingMs({ usd, losesThinking }: SwitchCost, patience: Patience): number {
  const { perDollarMs, thinkingMs, longestMs } = limits.switchWaits[patience];
  const worth = (usd ?? 0) * perDollarMs + (losesThinking ? thinkingMs : 0);
  return Math.min(worth, longestMs);
}
