// What could go wrong: prices.json is edited by hand, is stale, or lost something in conversion.
import { expect, test } from "bun:test";
import { calcPrice, findProvider } from "@pydantic/genai-prices";
import project from "../../../../package.json" with { type: "json" };
import { costOf, findPrice } from "../../../../src/prices/find-price.ts";
import type { PricedModel, PriceTable, Rates } from "../../../../src/prices/price-table.ts";
import tableFile from "../../../../src/prices/prices.json" with { type: "json" };
import { deepseekModels } from "../../../../src/prices/source/deepseek-prices.ts";
import { makeTable, printTable } from "../../../../src/prices/source/make-table.ts";

const table = tableFile as PriceTable;
const packageVersion = project.devDependencies["@pydantic/genai-prices"];

function rateLists(model: PricedModel): readonly Rates[] {
  const changes = model.changes ?? [];
  const tiers = [model, ...changes].flatMap((list) => list.tiers ?? []);
  return [model, ...changes, ...tiers];
}

test("prices.json is what write-prices.ts makes of the pinned package", () => {
  expect(table).toEqual(makeTable(table.version, packageVersion));
});

test("its text survives printing", () => {
  expect(JSON.parse(printTable(table))).toEqual(table);
});

test("ids are sorted and unique, rates are plausible dollars per million", () => {
  for (const [provider, models] of Object.entries(table.providers)) {
    const ids = models.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    for (const rates of models.flatMap(rateLists)) {
      for (const rate of [rates.input, rates.output, rates.cacheRead ?? 0]) {
        expect(rate).toBeWithin(0, 601);
      }
      expect(rates.cacheRead ?? 0).toBeLessThanOrEqual(rates.input);
    }
    expect(models.length, provider).toBeGreaterThan(0);
  }
});

test("Claude's cache writes cost 1.25 times input for five minutes and twice for an hour", () => {
  const { anthropic = [], openrouter = [] } = table.providers;
  const claudes = [...anthropic, ...openrouter].filter(({ id }) => id.includes("claude"));
  const cached = claudes
    .flatMap(rateLists)
    .filter(({ cacheWrite5m }) => cacheWrite5m !== undefined);
  expect(cached.length).toBeGreaterThan(30);
  for (const { input, cacheWrite5m, cacheWrite1h } of cached) {
    // Haiku 3 is rounded in the vendor's own list: 0.30 instead of 0.3125.
    if (input !== 0.25) expect(cacheWrite5m).toBeCloseTo(1.25 * input, 9);
    expect(cacheWrite1h).toBeCloseTo(2 * input, 9);
  }
});

const sourceNames = [
  ["anthropic", "anthropic"],
  ["openai", "openai"],
  ["deepseek", "deepseek"],
  ["gemini", "google"],
  ["minimax", "minimax"],
  ["mistral", "mistral"],
  ["openrouter", "openrouter"],
  ["xai", "x-ai"],
] as const;

test.each(sourceNames)(
  "the package's own calculator agrees on every %s model",
  (provider, source) => {
    const times = ["2026-11-22T12:00:00Z", "2026-11-22T02:00:00Z", "2027-02-01T20:00:00Z"];
    let compared = 0;
    // The vendor's own page goes before the package there.
    const corrected = new Set(provider === "deepseek" ? deepseekModels.map(({ id }) => id) : []);
    for (const { id } of findProvider({ providerId: source })?.models ?? []) {
      if (corrected.has(id)) continue;
      for (const time of times) {
        const price = findPrice(provider, id, Date.parse(time));
        const theirs = (input: number, read: number, output: number) =>
          calcPrice(
            { input_tokens: input + read, cache_read_tokens: read, output_tokens: output },
            id,
            {
              providerId: source,
              timestamp: new Date(time),
            },
          );
        for (const [input, read, output] of [
          [1000, 2000, 500],
          [300_000, 300_000, 500],
        ] as const) {
          const expected = theirs(input, read, output);
          if (price === null || expected === null) continue;
          const usage = { input, cacheRead: read, cacheWrite5m: 0, cacheWrite1h: 0, output };
          const cost = costOf(price, { ...usage, reasoning: null });
          expect(cost, `${id} ${time}`).toBeCloseTo(expected.total_price, 9);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(29);
  },
);

function ratesAt(id: string, time: string) {
  const { input, cacheRead, output } = findPrice("deepseek", id, Date.parse(time)) ?? {};
  return [cacheRead, input, output];
}

test("DeepSeek's own page is followed: off-peak, and twice as much in working hours", () => {
  const [quiet, busy, weekend] = [
    "2026-11-23T12:00:00Z",
    "2026-11-23T07:00:00Z",
    "2026-11-28T07:00:00Z",
  ];
  for (const id of ["deepseek-flash", "deepseek-v4-flash"]) {
    expect(ratesAt(id, quiet)).toEqual([0.003, 0.15, 0.6]);
    expect(ratesAt(id, busy)).toEqual([0.006, 0.3, 1.2]);
    expect(ratesAt(id, weekend)).toEqual([0.003, 0.15, 0.6]);
  }
  expect(ratesAt("deepseek-v4-pro", quiet)).toEqual([0.022, 0.66, 1.98]);
  expect(ratesAt("deepseek-v4-pro", busy)).toEqual([0.044, 1.32, 3.96]);
});
