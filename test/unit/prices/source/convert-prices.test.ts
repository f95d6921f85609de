// What could go wrong: a new release of the package says something that is converted silently wrong.
import { expect, test } from "bun:test";
import { TieredPrices, type ModelInfo, type ModelPrice } from "@pydantic/genai-prices";
import { convertPrices } from "../../../../src/prices/source/convert-prices.ts";

function model(id: string, prices: ModelInfo["prices"]): ModelInfo {
  return { id, match: { equals: id }, prices };
}

function ratesOf(both: number): ModelPrice {
  return { input_mtok: both, output_mtok: both };
}

const day = "2026-11-22";

test("tiers get every rate, also those that do not change", () => {
  const tiered = {
    input_mtok: new TieredPrices({
      base: 1,
      tiers: [
        { start: 100, price: 2 },
        { start: 500, price: 3 },
      ],
    }),
    cache_read_mtok: 0.1,
    output_mtok: new TieredPrices({ base: 4, tiers: [{ start: 500, price: 8 }] }),
  };
  expect(convertPrices("xai", model("model", tiered), day)).toEqual({
    input: 1,
    cacheRead: 0.1,
    output: 4,
    tiers: [
      { above: 100, input: 2, cacheRead: 0.1, output: 4 },
      { above: 500, input: 3, cacheRead: 0.1, output: 8 },
    ],
  });
});

test("the day decides between dated prices, hours and later days stay as changes", () => {
  const list: ModelInfo["prices"] = [
    { prices: ratesOf(1) },
    { constraint: { type: "start_date", start_date: "2026-01-01" }, prices: ratesOf(2) },
    { constraint: { type: "start_date", start_date: "2026-11-22" }, prices: ratesOf(3) },
    { constraint: { type: "start_date", start_date: "2026-11-23" }, prices: ratesOf(4) },
    {
      constraint: { type: "time_of_date", start_time: "01:00:00Z", end_time: "04:00:00Z" },
      prices: ratesOf(5),
    },
  ];
  expect(convertPrices("deepseek", model("model", list), day)).toEqual({
    input: 3,
    output: 3,
    changes: [
      { from: "2026-11-23", input: 4, output: 4 },
      { hours: ["01:00", "04:00"], input: 5, output: 5 },
    ],
  });
});

test("Claude's hour costs twice the input where the package does not say", () => {
  const claudePrices = {
    input_mtok: 3,
    cache_write_mtok: 3.75,
    cache_read_mtok: 0.3,
    output_mtok: 15,
  };
  const claude = model("anthropic/claude-x", claudePrices);
  expect(convertPrices("openrouter", claude, day)?.cacheWrite1h).toBe(6);
  expect(
    convertPrices("openrouter", model("openai/x", claudePrices), day)?.cacheWrite1h,
  ).toBeUndefined();
  const said = model("claude-x", { ...claudePrices, cache_write_1h_mtok: 7 });
  expect(convertPrices("anthropic", said, day)?.cacheWrite1h).toBe(7);
});

test("a storage fee alone becomes a price of the tokens", () => {
  const googlePrices = { input_mtok: 1.5, cache_write_mtok: 0.083_333_333_333_333, output_mtok: 9 };
  const google = model("google/model", googlePrices);
  expect(convertPrices("openrouter", google, day)?.cacheWrite5m).toBe(1.583_333_333);
  expect(convertPrices("minimax", google, day)?.cacheWrite5m).toBeCloseTo(0.083_333, 5);
});

test("what has no price for both directions, or a second one for reasoning, is left out", () => {
  expect(convertPrices("openai", model("model", {}), day)).toBeNull();
  expect(convertPrices("openai", model("model", { input_mtok: 1 }), day)).toBeNull();
  const reasoning = { input_mtok: 1, output_mtok: 2, output_reasoning_mtok: 3 };
  expect(convertPrices("openai", model("model", reasoning), day)).toBeNull();
});
