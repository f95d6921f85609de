/** What service tiers, speeds, regions and the provider's own tools add to a price. */
import type { Served } from "../base/served.ts";
import file from "./surcharges.json" with { type: "json" };

type Factors = Readonly<Record<string, number>>;

interface Surcharges {
  /** Factors on every rate of the table. */
  readonly serviceTiers?: Factors;
  readonly speeds?: Factors;
  readonly regions?: Factors;
  /** Factors of single models, by the id of their price. */
  readonly modelTiers?: Readonly<Record<string, Factors>>;
  readonly modelSpeeds?: Readonly<Record<string, Factors>>;
  /** Tiers that are sold only below the bound of long prompts. */
  readonly shortPromptTiers?: readonly string[];
  /** US dollars per call. */
  readonly tools?: Factors;
}

const sellers = file.sellers as Readonly<Record<string, Surcharges>>;

export interface FactorQuestion {
  readonly seller: string;
  /** The id of the price that was found. */
  readonly priceId: string;
  readonly isLongPrompt: boolean;
  readonly served: Pick<Served, "serviceTier" | "speed" | "region">;
}

/** By what all rates are multiplied; null = the price of such a tier, speed or region is unknown. */
export function factorOf({ seller, priceId, isLongPrompt, served }: FactorQuestion): number | null {
  const own = surchargesOf(seller);
  // Servers that copy OpenAI's fields repeat its tiers, which mean nothing there.
  if (own === null) return 1;
  const { serviceTier, speed, region } = served;
  const isExcluded = isLongPrompt && own.shortPromptTiers?.includes(serviceTier ?? "") === true;
  if (isExcluded) return null;
  const tier = pick(serviceTier, own.modelTiers?.[priceId], own.serviceTiers);
  const pace = pick(speed, own.modelSpeeds?.[priceId], own.speeds);
  const place = pick(region, undefined, own.regions);
  return tier === null || pace === null || place === null ? null : tier * pace * place;
}

function pick(
  name: string | null,
  own: Factors | undefined,
  all: Factors | undefined,
): number | null {
  if (name === null) return 1;
  if (own !== undefined && Object.hasOwn(own, name)) return own[name] ?? null;
  if (all === undefined) return 1;
  return Object.hasOwn(all, name) ? (all[name] ?? null) : null;
}

/** US dollars for the calls of the provider's tools; those without a known price are left out. */
export function toolCost(
  seller: string,
  tools: Served["serverTools"],
): { readonly usd: number; readonly isWhole: boolean } {
  const prices = surchargesOf(seller)?.tools ?? {};
  let usd = 0;
  let isWhole = true;
  for (const [name, calls] of Object.entries(tools)) {
    const price = Object.hasOwn(prices, name) ? prices[name] : undefined;
    if (price === undefined) isWhole = false;
    else usd += price * calls;
  }
  return { usd, isWhole };
}

function surchargesOf(seller: string): Surcharges | null {
  return Object.hasOwn(sellers, seller) ? (sellers[seller] ?? null) : null;
}
