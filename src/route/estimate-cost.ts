/** What a request will probably cost, before anybody has counted its tokens. */
import { countsTokens } from "../admit/find-endpoint.ts";
import { cachedTokens, isCacheWarm, type Binding } from "../affinity/binding.ts";
import { limits } from "../base/limits.ts";
import { costOf } from "../prices/find-price.ts";
import { findAccountPrice } from "../prices/price-account.ts";
import type { Price } from "../prices/price-table.ts";
import { usesOwnAddress } from "../provider/find-offer.ts";
import { readNumber } from "../read/json-values.ts";
import type { ModelRequest } from "../read/read-request.ts";
import type { Account } from "../store/snapshot.ts";
import type { Candidate } from "./candidate.ts";
import type { LimitFinder, ModelLimits } from "./model-limits.ts";

export interface CostQuestion {
  readonly request: ModelRequest;
  readonly limitsOf: LimitFinder;
  /** Where the conversation lives: what is cached there costs less. Null = not known. */
  readonly home: Binding | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** US dollars; null = the price is not known. Output counts as if the whole limit were used. */
export type Estimator = (
  candidate: Pick<Candidate, "account" | "model" | "billing">,
) => number | null;

export type TokenEstimator = (candidate: Pick<Candidate, "account" | "model">) => number;

/**
 * What a request will probably cost at each account. Its body is looked through once, because it
 * may be large, and accounts that bill alike are asked about once, because they may be many.
 */
export function createEstimator(question: CostQuestion): Estimator {
  const { request, home } = question;
  if (countsTokens(request.operation)) return () => 0;
  // Most requests are asked by nobody what they cost.
  let known: Map<string, number | null> | null = null;
  let demand: Demand | null = null;
  return ({ account, model, billing }) => {
    known ??= new Map();
    // What is cached at home makes the request cheaper there than where all else is alike.
    const key = account.id === home?.accountId ? "" : billing;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    demand ??= demandOf(request);
    const estimate = priceDemand({ account, model }, demand, question);
    known.set(key, estimate);
    return estimate;
  };
}

/** By what accounts differ in what they bill; made once for each candidate. */
export function billingOf(account: Account, model: string): string {
  const own = (account.prices?.size ?? 0) > 0 ? account.id : "";
  return [account.provider, usesOwnAddress(account), own, model].join(" ");
}

/** What of a request decides its cost, whoever serves it. */
interface Demand {
  /** Tokens, by its size. */
  readonly prompt: number;
  /** Tokens; null = no limit is named. */
  readonly output: number | null;
  /** What its client wants cached is written at the price of this kind. */
  readonly writes: "input" | "cacheWrite5m" | "cacheWrite1h";
}

function demandOf(request: ModelRequest): Demand {
  const { bytes } = request;
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const isCached = body.includes('"cache_control"');
  const prompt = Math.ceil(bytes.length / limits.usualTokenBytes);
  const kind = body.includes('"1h"') ? "cacheWrite1h" : "cacheWrite5m";
  return { prompt, output: askedOutput(request), writes: isCached ? kind : "input" };
}

function priceDemand(
  { account, model }: Pick<Candidate, "account" | "model">,
  demand: Demand,
  { request, limitsOf, home, now }: CostQuestion,
): number | null {
  const price = findAccountPrice(account, model, now)?.price ?? null;
  if (price === null) return null;
  const { prompt, output } = sizesOf(demand, limitsOf(account, model), price);
  const isHome = home !== null && home.accountId === account.id && isCacheWarm(home, now);
  const known = isHome ? (cachedTokens(home, request.bytes.length) ?? 0) : 0;
  const cacheRead = Math.min(known, prompt);
  return costOf(price, {
    ...noInput,
    [demand.writes]: prompt - cacheRead,
    cacheRead,
    output,
    reasoning: null,
  });
}

/** Tokens of the prompt and of the longest answer to it, at each account. */
export function createTokenEstimator(question: CostQuestion): TokenEstimator {
  const { request, limitsOf, now } = question;
  if (countsTokens(request.operation)) return () => 0;
  let demand: Demand | null = null;
  return ({ account, model }) => {
    demand ??= demandOf(request);
    const price = findAccountPrice(account, model, now)?.price ?? null;
    const { prompt, output } = sizesOf(demand, limitsOf(account, model), price);
    return prompt + output;
  };
}

function sizesOf(demand: Demand, { output: most, context }: ModelLimits, price: Price | null) {
  // Images and documents take many bytes and few tokens; no prompt is longer than the window.
  const window = context ?? price?.contextTokens ?? limits.usualContextTokens;
  const asked = demand.output ?? limits.usualOutputTokens;
  return { prompt: Math.min(demand.prompt, window), output: Math.min(asked, most ?? asked) };
}

const noInput = { input: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

const outputFields = ["max_tokens", "max_completion_tokens", "max_output_tokens"] as const;

/** The largest limit that the request names: which of several counts is the provider's choice. */
function askedOutput({ bytes, scan }: ModelRequest): number | null {
  const limitsAsked = outputFields
    .flatMap((name) => scan.fields.get(name) ?? [])
    .map(({ value }) => readNumber(bytes, value))
    .filter((number) => number !== null && number >= 0);
  return limitsAsked.length === 0 ? null : Math.max(...(limitsAsked as number[]));
}
