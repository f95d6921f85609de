/** What a request will probably cost, before anybody has counted its tokens. */
import { countsTokens } from "../admit/find-endpoint.ts";
import { cachedTokens, isCacheWarm, type Binding } from "../affinity/binding.ts";
import { limits } from "../base/limits.ts";
import type { Usage } from "../base/usage.ts";
import { costOf } from "../prices/find-price.ts";
import { findAccountPrice } from "../prices/price-account.ts";
import { readNumber } from "../read/json-values.ts";
import type { ModelRequest } from "../read/read-request.ts";
import type { Account } from "../store/snapshot.ts";
import type { LimitFinder } from "./model-limits.ts";

export interface CostQuestion {
  readonly request: ModelRequest;
  readonly account: Account;
  /** The model that would be asked. */
  readonly model: string;
  readonly limitsOf: LimitFinder;
  /** Where the conversation lives: what is cached there costs less. Null = not known. */
  readonly home: Binding | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** US dollars; null = the price is not known. Output counts as if the whole limit were used. */
export function estimateCost(question: CostQuestion): number | null {
  const { request, account, model, limitsOf, now } = question;
  if (countsTokens(request.operation)) return 0;
  const price = findAccountPrice(account, model, now)?.price ?? null;
  if (price === null) return null;
  const { output: most, context } = limitsOf(account, model);
  const size = Math.ceil(request.bytes.length / limits.usualTokenBytes);
  // Images and documents take many bytes and few tokens; no prompt is longer than the window.
  const prompt = Math.min(size, context ?? price.contextTokens ?? limits.usualContextTokens);
  const asked = askedOutput(request) ?? limits.usualOutputTokens;
  const output = Math.min(asked, most ?? asked);
  return costOf(price, { ...promptUsage(question, prompt), output, reasoning: null });
}

function promptUsage(
  { request, account, home, now }: CostQuestion,
  prompt: number,
): Omit<Usage, "output" | "reasoning"> {
  const isHome = home !== null && home.accountId === account.id && isCacheWarm(home, now);
  const known = isHome ? (cachedTokens(home, request.bytes.length) ?? 0) : 0;
  const cacheRead = Math.min(known, prompt);
  const rest = prompt - cacheRead;
  const none = { input: 0, cacheRead, cacheWrite5m: 0, cacheWrite1h: 0 };
  const body = Buffer.from(request.bytes.buffer, request.bytes.byteOffset, request.bytes.length);
  if (!body.includes('"cache_control"')) return { ...none, input: rest };
  return body.includes('"1h"') ? { ...none, cacheWrite1h: rest } : { ...none, cacheWrite5m: rest };
}

const outputFields = ["max_tokens", "max_completion_tokens", "max_output_tokens"] as const;

/** The largest limit that the request names: which of several counts is the provider's choice. */
function askedOutput({ bytes, scan }: ModelRequest): number | null {
  const limitsAsked = outputFields
    .flatMap((name) => scan.fields.get(name) ?? [])
    .map(({ value }) => readNumber(bytes, value))
    .filter((number) => number !== null && number >= 0);
  return limitsAsked.length === 0 ? null : Math.max(...(limitsAsked as number[]));
}
