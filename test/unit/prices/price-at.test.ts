// What could go wrong: a price of the night is billed by day, or next year's price already today.
import { expect, test } from "bun:test";
import { priceAt } from "../../../src/prices/price-at.ts";
import type { PricedModel } from "../../../src/prices/price-table.ts";

const model: PricedModel = {
  id: "model",
  contextTokens: 100,
  input: 1,
  cacheRead: 0.1,
  output: 1,
  changes: [
    { hours: ["22:30", "04:00"], input: 2, output: 2 },
    { from: "2027-01-01", input: 3, output: 3 },
  ],
};

const inputs: [time: string, input: number][] = [
  ["2026-11-22T22:29:59.999Z", 1],
  ["2026-11-22T22:30:00Z", 2],
  ["2026-11-23T00:00:00Z", 2],
  ["2026-11-23T03:59:59Z", 2],
  ["2026-11-23T04:00:00Z", 1],
  ["2026-12-31T23:59:59Z", 2],
  ["2027-01-01T00:00:00Z", 3],
  ["2027-06-01T12:00:00Z", 3],
];

test.each(inputs)("at %s the input rate is %d", (time, input) => {
  expect(priceAt(model, Date.parse(time)).input).toBe(input);
});

test("a price of working days is not asked at the weekend", () => {
  const changes = [{ hours: ["06:00", "10:00"], isWorkday: true, input: 2, output: 2 }] as const;
  const at = (time: string) => priceAt({ ...model, changes }, Date.parse(time)).input;
  expect(at("2026-11-27T07:00:00Z")).toBe(2);
  expect(at("2026-11-28T07:00:00Z")).toBe(1);
  expect(at("2026-11-29T07:00:00Z")).toBe(1);
  expect(at("2026-11-30T07:00:00Z")).toBe(2);
});

test("a change brings all of its rates and none of the former ones", () => {
  const price = priceAt(model, Date.parse("2027-01-01T00:00:00Z"));
  expect(price).toMatchObject({ id: "model", contextTokens: 100, input: 3, output: 3 });
  expect(price.cacheRead).toBeUndefined();
});

test("without a time the plain price holds", () => {
  expect(priceAt(model, undefined).input).toBe(1);
});
