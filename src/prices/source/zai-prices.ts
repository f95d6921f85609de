import type { PricedModel } from "../price-table.ts";

/**
 * Prices that Z.AI publishes in dollars for models the package has only in converted yuan of the
 * Chinese platform, at less than half. Used by `write-prices.ts`.
 */
export const zaiModels: readonly PricedModel[] = [
  { id: "glm-4.5", input: 0.6, cacheRead: 0.11, output: 2.2, contextTokens: 131_072 },
  { id: "glm-4.5-air", input: 0.2, cacheRead: 0.03, output: 1.1, contextTokens: 131_072 },
  { id: "glm-4.5-airx", input: 1.1, cacheRead: 0.22, output: 4.5, contextTokens: 131_072 },
  { id: "glm-4.5-flash", input: 0, output: 0, contextTokens: 131_072 },
  { id: "glm-4.5-x", input: 2.2, cacheRead: 0.45, output: 8.9, contextTokens: 131_072 },
  { id: "glm-4.6", input: 0.6, cacheRead: 0.11, output: 2.2, contextTokens: 200_000 },
  { id: "glm-4.7", input: 0.6, cacheRead: 0.11, output: 2.2, contextTokens: 200_000 },
  { id: "glm-4.7-flash", input: 0, output: 0, contextTokens: 200_000 },
  { id: "glm-4.7-flashx", input: 0.07, cacheRead: 0.01, output: 0.4, contextTokens: 200_000 },
  { id: "glm-5", input: 1, cacheRead: 0.2, output: 3.2, contextTokens: 200_000 },
  { id: "glm-5-turbo", input: 1.2, cacheRead: 0.24, output: 4, contextTokens: 200_000 },
  { id: "glm-5.1", input: 1.4, cacheRead: 0.26, output: 4.4, contextTokens: 200_000 },
];
