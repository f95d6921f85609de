import type { PriceChange, PricedModel, Rates } from "../price-table.ts";

/**
 * What DeepSeek's own page (api-docs.deepseek.com, "Models & Pricing", as of 2026-10-27) says of models
 * whose prices the package has from before the summer's change, or not at all: V4.1 Flash, by which
 * requests for V4 Flash are served too, and the hours of working days at which everything costs twice
 * as much. Chinese holidays, on which it does not, are not known here. Used by `write-prices.ts`.
 */
export const deepseekModels: readonly PricedModel[] = [
  priced("deepseek-flash", { input: 0.15, cacheRead: 0.003, output: 0.6 }),
  priced("deepseek-v4-flash", { input: 0.15, cacheRead: 0.003, output: 0.6 }),
  priced("deepseek-v4-pro", { input: 0.66, cacheRead: 0.022, output: 1.98 }),
];

function priced(id: string, rates: Rates): PricedModel {
  const { input, cacheRead = input, output } = rates;
  const peak: Rates = { input: 2 * input, cacheRead: 2 * cacheRead, output: 2 * output };
  const changes = (
    [
      ["01:00", "04:00"],
      ["06:00", "10:00"],
    ] as const
  ).map((hours): PriceChange => ({ hours, isWorkday: true, ...peak }));
  return { id, prefixes: [id], ...rates, contextTokens: 1_000_000, changes };
}
