// What could go wrong: a bill is wrong by a cache kind, a long-prompt tier or a factor of a thousand.
import { expect, test } from "bun:test";
import { unknownUsage, type Usage } from "../../../src/base/usage.ts";
import { costOf, findPrice } from "../../../src/prices/find-price.ts";
import type { Price } from "../../../src/prices/price-table.ts";

type Counts = [
  input: number,
  cacheRead: number,
  cacheWrite5m: number,
  cacheWrite1h: number,
  output: number,
];

function usageOf([input, cacheRead, cacheWrite5m, cacheWrite1h, output]: Counts): Usage {
  return { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning: null };
}

function known(provider: string, model: string, atMs?: number): Price {
  const price = findPrice(provider, model, atMs);
  if (price === null) throw new Error(`no price for ${provider} ${model}`);
  return price;
}

// Worked out by hand: tokens times dollars per million, kind by kind, then divided by a million.
const bills: [provider: string, model: string, counts: Counts, dollars: number][] = [
  // 1000*3 + 20000*0.3 + 4000*3.75 + 500*6 + 800*15
  ["anthropic", "claude-sonnet-4-6", [1000, 20_000, 4000, 500, 800], 0.039],
  // 2500*5 + 100000*0.5 + 8000*6.25 + 2000*10 + 1200*25
  ["anthropic", "claude-opus-4-6[1m]", [2500, 100_000, 8000, 2000, 1200], 0.1625],
  // 400*1 + 12000*1.25 + 96*5
  ["anthropic", "claude-haiku-4-5-20251001", [400, 0, 12_000, 0, 96], 0.015_88],
  // 10*4 + 30000*8 + 5*20
  ["anthropic", "claude-opus-5-5", [10, 0, 0, 30_000, 5], 0.240_14],
  // exactly 200000 in the prompt: 40000*3 + 160000*0.3 + 2000*15
  ["anthropic", "claude-sonnet-4-5", [40_000, 160_000, 0, 0, 2000], 0.198],
  // one more, and all of it moves up: 40001*6 + 160000*0.6 + 2000*22.5
  ["anthropic", "claude-sonnet-4-5", [40_001, 160_000, 0, 0, 2000], 0.381_006],
  // writes count for the tier: 1*6 + 100000*7.5 + 100000*12 + 10*22.5
  ["anthropic", "claude-sonnet-4-5", [1, 0, 100_000, 100_000, 10], 1.950_231],
  // 3000*1.25 + 12800*0.125 + 700*10
  ["openai", "gpt-5", [3000, 12_800, 0, 0, 700], 0.012_35],
  // over 271999: 100000*5 + 180000*0.5 + 1000*22.5
  ["openai", "gpt-5.4", [100_000, 180_000, 0, 0, 1000], 0.6125],
  // 100*2 + 1000*0.2 + 5000*2.5 + 10*10
  ["openai_sub", "gpt-6-sol", [100, 1000, 5000, 0, 10], 0.013],
  // 1000*1 + 1000*2 + 100*5: an hour is twice the input price there too
  ["openrouter", "anthropic/claude-haiku-4.5", [1000, 0, 0, 1000, 100], 0.0035],
  // 1000*1.5 + 3000*1.583333333 + 100*9: a write is the tokens and their storage
  ["openrouter", "google/gemini-3.5-flash", [1000, 0, 3000, 0, 100], 0.007_15],
  // over 200000: 150000*2.5 + 60000*0.25 + 4000*15
  ["gemini", "gemini-2.5-pro", [150_000, 60_000, 0, 0, 4000], 0.45],
  // 5000*0.6 + 20000*0.11 + 1000*2.2
  ["glm", "glm-4.7", [5000, 20_000, 0, 0, 1000], 0.0074],
  // 100*0.3 + 2000*0.03 + 8000*0.375 + 50*1.2
  ["minimax", "MiniMax-M2.5", [100, 2000, 8000, 0, 50], 0.003_15],
  // no rate for caches: 1500*0.59 + 200*0.79
  ["groq", "llama-3.3-70b-versatile", [1000, 500, 0, 0, 200], 0.001_043],
  // 10*2 + 1000*0.3 + 100*6
  ["xai", "grok-4.5", [10, 1000, 0, 0, 100], 0.000_92],
  // 2000*0.4 + 8000*0.04 + 300*2
  ["mistral", "devstral-2512", [2000, 8000, 0, 0, 300], 0.001_72],
  // 1000*0.95 + 9000*0.16 + 500*4
  ["moonshot", "kimi-k2.6", [1000, 9000, 0, 0, 500], 0.004_39],
  // 1000*0.35 + 100*0.75
  ["cerebras", "gpt-oss-120b", [1000, 0, 0, 0, 100], 0.000_425],
  // 10000*0.66 + 90000*0.022 + 3000*1.98
  ["deepseek", "deepseek-v4-pro", [10_000, 90_000, 0, 0, 3000], 0.014_52],
];

test.each(bills)("%s %s with %p costs %d", (provider, model, counts, dollars) => {
  const cost = costOf(known(provider, model), usageOf(counts));
  expect(Math.abs((cost ?? Number.NaN) - dollars)).toBeLessThan(1e-9);
});

test("the same request costs twice as much in DeepSeek's peak hours", () => {
  const price = known("deepseek", "deepseek-v4-pro", Date.parse("2026-11-23T02:00:00Z"));
  expect(costOf(price, usageOf([10_000, 90_000, 0, 0, 3000]))).toBeCloseTo(0.029_04, 9);
});

test("a kind without a rate of its own costs what the next broader kind costs", () => {
  const price: Price = { id: "model", input: 1, cacheWrite5m: 2, output: 0 };
  expect(costOf(price, usageOf([0, 1_000_000, 0, 0, 0]))).toBe(1);
  expect(costOf(price, usageOf([0, 0, 0, 1_000_000, 0]))).toBe(2);
  const plain: Price = { id: "model", input: 3, output: 0 };
  expect(costOf(plain, usageOf([0, 0, 1_000_000, 1_000_000, 0]))).toBe(6);
});

test("reasoning is inside output and is not paid twice", () => {
  const price = known("openai", "gpt-5");
  const usage = usageOf([1000, 0, 0, 0, 500]);
  expect(costOf(price, { ...usage, reasoning: 400 })).toBe(costOf(price, usage));
});

test("a count that has a price and is unknown makes the cost unknown, not small", () => {
  const claude = known("anthropic", "claude-sonnet-4-6");
  const full = usageOf([1000, 0, 0, 0, 100]);
  for (const kind of ["input", "cacheRead", "cacheWrite5m", "cacheWrite1h", "output"] as const) {
    expect(costOf(claude, { ...full, [kind]: null })).toBeNull();
  }
  expect(costOf(claude, unknownUsage)).toBeNull();
});

test("cache kinds a provider does not have may be unknown", () => {
  const groq = known("groq", "llama-3.3-70b-versatile");
  expect(costOf(groq, { ...unknownUsage, input: 1000, output: 200 })).toBeCloseTo(0.000_748, 9);
  const gpt5 = known("openai", "gpt-5");
  const noWrites = { ...unknownUsage, input: 1000, cacheRead: 0, output: 100 };
  expect(costOf(gpt5, noWrites)).toBeCloseTo(0.002_25, 9);
  expect(costOf(gpt5, { ...noWrites, cacheRead: null })).toBeNull();
});

test("what is free costs nothing, whatever is unknown", () => {
  const price = known("openrouter", "vendor/model:free");
  expect(costOf(price, usageOf([1000, 500, 0, 0, 100]))).toBe(0);
  expect(costOf(price, unknownUsage)).toBe(0);
});

test("no tokens cost nothing", () => {
  expect(costOf(known("anthropic", "claude-opus-5"), usageOf([0, 0, 0, 0, 0]))).toBe(0);
});
