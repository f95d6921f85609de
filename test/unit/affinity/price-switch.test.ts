// A switch priced wrong makes people wait for nothing, or pay for a whole prompt to save a second.
import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { switchCost, worthWaitingMs, type Patience } from "../../../src/affinity/price-switch.ts";
import { limits } from "../../../src/base/limits.ts";
import { findPrice } from "../../../src/prices/find-price.ts";
import type { Price } from "../../../src/prices/price-table.ts";

const million = 1_000_000;
const second = 1_000;
const opus: Price = {
  id: "opus",
  input: 5,
  output: 25,
  cacheRead: 0.5,
  cacheWrite5m: 6.25,
  cacheWrite1h: 10,
};
const gpt: Price = { id: "gpt", input: 2, output: 8, cacheRead: 0.2 };
const local: Price = { id: "local", input: 1, output: 1 };
const warm = { cachedTokens: million, price: opus, hasThinking: false, cacheIsWarm: true };

describe("what leaving costs", () => {
  test.each([
    ["the prompt is written anew instead of read", warm, 5.75],
    ["an hour's cache costs more to write", { ...warm, cacheMs: 60 * 60 * second }, 9.5],
    ["five minutes are the plain cache", { ...warm, cacheMs: limits.promptCacheMs }, 5.75],
    ["without a price for writing it is plain input", { ...warm, price: gpt }, 1.8],
    ["the other account has its own price", { ...warm, priceElsewhere: gpt }, 1.5],
    [
      "where it is cheaper than at home, nothing",
      { ...warm, price: local, priceElsewhere: gpt },
      1,
    ],
    ["never less than nothing", { ...warm, price: gpt, priceElsewhere: { ...gpt, input: 0.1 } }, 0],
    ["a provider without cache has none to lose", { ...warm, price: local }, 0],
    ["a cache that has lapsed is no loss", { ...warm, cacheIsWarm: false }, 0],
    ["not even one of unknown size", { ...warm, cacheIsWarm: false, cachedTokens: null }, 0],
    ["an unknown size has an unknown price", { ...warm, cachedTokens: null }, null],
    ["an unknown price is not guessed", { ...warm, price: null }, null],
    ["nor the other account's", { ...warm, priceElsewhere: null }, null],
  ])("%s", (_, facts, usd) => {
    const cost = switchCost(facts);
    if (usd === null) expect(cost.usd).toBeNull();
    else expect(cost.usd).toBeCloseTo(usd, 9);
    expect(cost.losesThinking).toBe(false);
    expect(switchCost({ ...facts, hasThinking: true })).toEqual({ ...cost, losesThinking: true });
  });

  test("of a usual agent's prompt is tens of cents, by the real table", () => {
    const price = findPrice("anthropic", "claude-opus-4-5");
    const { usd } = switchCost({ ...warm, cachedTokens: 150_000, price });
    expect(usd).toBeGreaterThan(0.5);
    expect(usd).toBeLessThan(2);
  });
});

const cost = (usd: number | null, losesThinking = false) => ({ usd, losesThinking });

describe("whether to wait", () => {
  test.each<[Patience, number, ReturnType<typeof cost>, "wait" | "go"]>([
    ["never", 0, cost(0), "wait"],
    ["never", 1, cost(100, true), "go"],
    ["cheap", 20 * second, cost(1), "wait"],
    ["cheap", 20 * second + 1, cost(1), "go"],
    ["cheap", 30 * second, cost(100, true), "wait"],
    ["cheap", 31 * second, cost(100, true), "go"],
    ["balanced", 51 * second, cost(0.86), "wait"],
    ["balanced", 52 * second, cost(0.86), "go"],
    ["balanced", 1, cost(0), "go"],
    ["balanced", 30 * second, cost(0, true), "wait"],
    ["balanced", 30 * second + 1, cost(0, true), "go"],
    ["balanced", 90 * second, cost(1, true), "wait"],
    ["balanced", 121 * second, cost(50), "go"],
    ["balanced", 1, cost(null), "go"],
    ["balanced", 29 * second, cost(null, true), "wait"],
    ["balanced", Number.POSITIVE_INFINITY, cost(50, true), "go"],
    ["patient", 250 * second, cost(0.86), "wait"],
    ["patient", 601 * second, cost(50, true), "go"],
  ])("%s: %p ms for %p: %s", (patience, waitMs, of, expected) => {
    expect(waitMs <= worthWaitingMs(of, patience) ? "wait" : "go").toBe(expected);
  });

  test("more patience, a dearer switch or lost thinking never shorten the wait", () => {
    const order: readonly Patience[] = ["never", "cheap", "balanced", "patient"];
    const dollars = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(dollars, dollars, fc.nat({ max: 3 }), (one, two, rank) => {
        const patience = order[rank] ?? "never";
        const [less, more] = [Math.min(one, two), Math.max(one, two)];
        const wait = worthWaitingMs(cost(less), patience);
        expect(worthWaitingMs(cost(more), patience)).toBeGreaterThanOrEqual(wait);
        expect(worthWaitingMs(cost(less, true), patience)).toBeGreaterThanOrEqual(wait);
        const next = order[Math.min(rank + 1, 3)] ?? "never";
        expect(worthWaitingMs(cost(less), next)).toBeGreaterThanOrEqual(wait);
        expect(wait).toBeLessThanOrEqual(limits.switchWaits[patience].longestMs);
      }),
    );
  });
});
