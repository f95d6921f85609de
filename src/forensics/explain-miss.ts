/** Whether a prompt cache was missed, why, and what that cost. */
import { limits } from "../base/limits.ts";
import type { Usage } from "../base/usage.ts";
import { findServedPrice } from "../prices/price-account.ts";
import type { Rates } from "../prices/price-table.ts";
import { findCauses, type CauseWord, type Comparison } from "./find-causes.ts";
import { cachedBy, type CacheTurn } from "./turn.ts";

export interface Miss {
  readonly reason: CauseWord;
  /** A sentence. */
  readonly explanation: string;
  /** Tokens that the turn before had left in the cache, and that were read from it. */
  readonly expectedTokens: number;
  readonly readTokens: number;
  /** What the others cost more than a read, US dollars; null = unknown. */
  readonly costUsd: number | null;
}

/** Null = the cache gave what it should, or nothing is known of either turn. */
export function explainMiss(comparison: Comparison): Miss | null {
  const { former, turn } = comparison;
  const { cacheRead: readTokens } = turn.usage;
  const prompt = promptOf(turn.usage);
  if (readTokens === null || prompt === null) return null;
  // What was cut off at the end cannot have been read.
  const expectedTokens = Math.min(cachedBy(former), prompt);
  const lost = expectedTokens - readTokens;
  const least = Math.max(limits.cacheMissTokens, expectedTokens * limits.cacheMissShare);
  if (lost < least) return null;
  const causes = findCauses(comparison);
  const [first] = causes;
  if (first === undefined) return null;
  return {
    reason: first.word,
    explanation: sentence(causes.map(({ text }) => text)),
    expectedTokens,
    readTokens,
    costUsd: costOfMiss(turn, lost),
  };
}

function promptOf({ input, cacheRead, cacheWrite5m, cacheWrite1h }: Usage): number | null {
  if (input === null || cacheRead === null) return null;
  return input + cacheRead + (cacheWrite5m ?? 0) + (cacheWrite1h ?? 0);
}

/** What was not read was written again where it can be, and is plain input otherwise. */
function costOfMiss({ account, model, servedModel, at, usage }: CacheTurn, lost: number) {
  const price = findServedPrice(account, { asked: model, served: servedModel }, at)?.price;
  if (price === undefined) return null;
  const rates: Rates =
    price.tiers?.findLast(({ above }) => (promptOf(usage) ?? 0) > above) ?? price;
  const write5m = rates.cacheWrite5m ?? rates.input;
  const read = rates.cacheRead ?? rates.input;
  let left = lost;
  let usd = 0;
  const kinds = [
    [usage.cacheWrite5m, write5m],
    [usage.cacheWrite1h, rates.cacheWrite1h ?? write5m],
    [usage.input, rates.input],
  ] as const;
  for (const [count, rate] of kinds) {
    const tokens = Math.min(left, count ?? 0);
    left -= tokens;
    usd += (tokens * (rate - read)) / 1_000_000;
  }
  return usd;
}

function sentence(parts: readonly string[]): string {
  const text = parts.join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
