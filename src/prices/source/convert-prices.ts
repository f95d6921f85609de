/** Turns the package's prices of a model into our rates. Used by `write-prices.ts`. */
import type { ModelInfo, ModelPrice } from "@pydantic/genai-prices";
import type { PriceChange, PricedModel, PriceList, Rates } from "../price-table.ts";

/** The prices of a day, with the changes that are still to come or depend on the hour. */
export type DayPrices = Pick<PricedModel, keyof PriceList | "changes">;

/**
 * Null when the model is not sold by the text token alone, or its price is not known: no price at
 * all means free or unknown there.
 */
export function convertPrices(provider: string, model: ModelInfo, day: string): DayPrices | null {
  const convert = (prices: ModelPrice) => convertRates(provider, model.id, prices);
  if (!Array.isArray(model.prices)) return convert(model.prices);
  let current: PriceList | null = null;
  let changes: PriceChange[] = [];
  for (const { constraint, prices } of model.prices) {
    const rates = convert(prices);
    if (rates === null) return null;
    if (constraint === undefined || ("start_date" in constraint && constraint.start_date <= day)) {
      current = rates;
      changes = [];
    } else if ("start_date" in constraint) changes.push({ from: constraint.start_date, ...rates });
    else changes.push({ hours: hoursOf(constraint), ...rates });
  }
  if (current === null || changes.length === 0) return current;
  return { ...current, changes };
}

function hoursOf(constraint: { start_time: string; end_time: string }): [string, string] {
  return [constraint.start_time.slice(0, 5), constraint.end_time.slice(0, 5)];
}

function convertRates(provider: string, id: string, prices: ModelPrice): PriceList | null {
  if (prices["output_reasoning_mtok"] !== undefined) return null;
  const base = readRates(prices, Number.NEGATIVE_INFINITY);
  if (base === null) return null;
  const complete = (rates: Rates) => addHour(id, addTokens(provider, id, rates));
  const tiers = tierStarts(prices).flatMap((above) => {
    const rates = readRates(prices, above);
    return rates === null ? [] : [{ above, ...complete(rates) }];
  });
  return { ...complete(base), ...(tiers.length === 0 ? {} : { tiers }) };
}

function tierStarts(prices: ModelPrice): readonly number[] {
  const starts = new Set<number>();
  for (const price of Object.values(prices)) {
    if (typeof price === "object") for (const tier of price.tiers) starts.add(tier.start);
  }
  return [...starts].toSorted((left, right) => left - right);
}

/** The rates of prompts longer than `above`. */
function readRates(prices: ModelPrice, above: number): Rates | null {
  const at = (key: string): number | undefined => {
    const price = prices[key];
    if (typeof price !== "object") return price;
    return price.tiers.findLast((tier) => tier.start <= above)?.price ?? price.base;
  };
  const input = at("input_mtok");
  const output = at("output_mtok");
  if (input === undefined || output === undefined) return null;
  const cacheRead = at("cache_read_mtok");
  const cacheWrite5m = at("cache_write_mtok");
  const cacheWrite1h = at("cache_write_1h_mtok");
  return {
    input,
    ...(cacheRead === undefined ? {} : { cacheRead }),
    ...(cacheWrite5m === undefined ? {} : { cacheWrite5m }),
    ...(cacheWrite1h === undefined ? {} : { cacheWrite1h }),
    output,
  };
}

/**
 * OpenRouter asks for the tokens and a fee for storing them when Google writes a cache. The
 * package has the sum for some of these models and the fee alone for others.
 */
function addTokens(provider: string, id: string, rates: Rates): Rates {
  const { input, cacheWrite5m } = rates;
  const isGoogle = provider === "openrouter" && /^~?google\//.test(id);
  if (!isGoogle || cacheWrite5m === undefined || cacheWrite5m >= input) return rates;
  return { ...rates, cacheWrite5m: Number((input + cacheWrite5m).toFixed(9)) };
}

/** Anthropic asks twice the input price for an hour, wherever its caches are sold. */
function addHour(id: string, rates: Rates): Rates {
  const { output, ...inputRates } = rates;
  const { input, cacheWrite5m, cacheWrite1h } = rates;
  const lacksHour = cacheWrite5m !== undefined && cacheWrite1h === undefined;
  if (!id.includes("claude") || !lacksHour) return rates;
  return { ...inputRates, cacheWrite1h: 2 * input, output };
}
