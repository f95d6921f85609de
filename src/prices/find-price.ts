import { findListed } from "./model-list.ts";
import { limits } from "../base/limits.ts";
import type { Usage } from "../base/usage.ts";
import { buildIndex, findModel, type ModelIndex } from "./index-models.ts";
import { plainName, withoutVendor } from "./name-forms.ts";
import { priceAt } from "./price-at.ts";
import type {
  LongPromptRates,
  Price,
  PricedModel,
  PriceList,
  PriceTable,
  Rates,
} from "./price-table.ts";
import tableFile from "./prices.json" with { type: "json" };

const table = tableFile as PriceTable;

/** The version of the price table, written beside every cost: the day of its prices. */
export const priceVersion: string = table.version;

/** OpenRouter's own mark of variants that cost nothing; they come and go too fast for a table. */
const freeVariant = /^[^/]+\/[^/]+:free$/;

const indexes = new Map<string, ModelIndex>();

/**
 * The price of a model at a provider, or null when the table does not know it for certain: an
 * unknown provider, a `custom` one, another family or size are never guessed. `atMs` (epoch) is
 * the time of the request: some prices depend on the hour or change on a known day; without it
 * the plain price of the table's own day is given.
 */
export function findPrice(provider: string, model: string, atMs?: number): Price | null {
  const free = sellerOf(provider) === "openrouter" ? freePrice(model) : null;
  if (free !== null) return free;
  const found = findLine(provider, model);
  return found === null ? null : priceAt(found, atMs);
}

function freePrice(model: string): Price | null {
  if (model.length > limits.modelNameLength) return null;
  const plain = plainName(model);
  return freeVariant.test(plain) ? { id: plain, input: 0, output: 0 } : null;
}

export interface ModelFacts {
  /** Tokens; null = not known. */
  readonly contextTokens: number | null;
  readonly outputTokens: number | null;
}

/** What the table knows of a model beside its price; null = nothing. */
export function findModelFacts(provider: string, model: string): ModelFacts | null {
  // Models that are too new for the price package are on the list.
  const found = findLine(provider, model) ?? findListed(sellerOf(provider), model);
  if (found === null) return null;
  return { contextTokens: found.contextTokens ?? null, outputTokens: found.outputTokens ?? null };
}

/** The lines of the table that names have led to; names are free text, so that they may begin anew. */
const lines = new Map<string, PricedModel | null>();

function findLine(provider: string, model: string): PricedModel | null {
  if (model.length > limits.modelNameLength) return null;
  const seller = sellerOf(provider);
  const index = indexOf(seller);
  if (index === null) return null;
  const key = `${seller} ${model}`;
  const known = lines.get(key);
  if (known !== undefined) return known;
  const found = searchLine(seller, model, index);
  if (lines.size >= limits.modelNamesRemembered) lines.clear();
  lines.set(key, found);
  return found;
}

function searchLine(seller: string, model: string, index: ModelIndex): PricedModel | null {
  const plain = plainName(model);
  const bare = withoutVendor(seller, plain);
  return findModel(index, plain) ?? (bare === null ? null : findModel(index, bare));
}

/** The ids of the models a provider sells, sorted; empty for a provider the table lacks. */
export function listModels(provider: string): readonly string[] {
  return indexOf(sellerOf(provider))?.offered ?? [];
}

/**
 * What the usage costs in US dollars, or null when a count that has a price is unknown. A cache
 * kind the provider has no rate for is no kind there: unknown then means none, and a reported
 * count is billed as the next broader kind. A long prompt moves every token to its tier.
 */
export function costOf(price: Price, usage: Usage): number | null {
  const { usd, isWhole } = knownCost(price, usage);
  return isWhole ? usd : null;
}

export interface KnownCost {
  /** US dollars for the counts that are known. */
  readonly usd: number;
  /** No count that has a price is unknown. */
  readonly isWhole: boolean;
  /** The bound that the prompt exceeded, tokens; null = the plain rates. */
  readonly longPromptAbove: number | null;
}

/** The same as far as the counts are known: what the usage costs at least. */
export function knownCost(price: PriceList, usage: Usage): KnownCost {
  const tier = tierFor(price, promptTokens(usage));
  const rates: Rates = tier ?? price;
  const write5m = rates.cacheWrite5m ?? rates.input;
  const parts = [
    bill(usage.input, rates.input),
    billCache(usage.cacheRead, rates.cacheRead, rates.input),
    billCache(usage.cacheWrite5m, rates.cacheWrite5m, rates.input),
    billCache(usage.cacheWrite1h, rates.cacheWrite1h, write5m),
    bill(usage.output, rates.output),
  ];
  let millionths = 0;
  for (const part of parts) millionths += part ?? 0;
  return {
    usd: millionths / 1_000_000,
    isWhole: parts.every((part) => part !== null),
    longPromptAbove: tier?.above ?? null,
  };
}

function promptTokens(usage: Usage): number {
  const caches = (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0) + (usage.cacheRead ?? 0);
  return (usage.input ?? 0) + caches;
}

function tierFor({ tiers }: PriceList, promptSize: number): LongPromptRates | undefined {
  return tiers?.findLast((tier) => promptSize > tier.above);
}

function bill(tokens: number | null, rate: number): number | null {
  if (rate === 0) return 0;
  return tokens === null ? null : tokens * rate;
}

function billCache(tokens: number | null, own: number | undefined, other: number): number | null {
  if (own !== undefined) return bill(tokens, own);
  return (tokens ?? 0) * other;
}

/** A ChatGPT subscription is worth what the same tokens cost at the API. */
export function sellerOf(provider: string): string {
  return provider === "openai_sub" ? "openai" : provider;
}

function indexOf(seller: string): ModelIndex | null {
  const remembered = indexes.get(seller);
  if (remembered !== undefined) return remembered;
  // Only the table's providers are remembered: the name may come from a row anybody can edit.
  if (!Object.hasOwn(table.providers, seller)) return null;
  const index = buildIndex(table.providers[seller] ?? []);
  indexes.set(seller, index);
  return index;
}
