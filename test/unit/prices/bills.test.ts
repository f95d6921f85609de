// What could go wrong: the ledger and the provider's bill differ, by a cache kind, a tier, a tool
// call, another model's tokens, or because an answer came as a stream.
import { expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { billOf, countStream, countWhole } from "../../support/bill-of.ts";
import {
  madeBills,
  publishedRates,
  recordedBills,
  type HandBill,
  type RecordedBill,
} from "../../support/bills.ts";
import { recordings, type Recording } from "../../support/recordings.ts";
import { streamedAnswer, wholeAnswer } from "../../support/write-made-answer.ts";

/** Ten billionths of a dollar: a cent holds a million of them. */
const digits = 8;

function sumOf({ lines, fees }: HandBill): number {
  return lines.reduce((sum, [tokens = 0, rate = 0]) => sum + tokens * rate, 0) / 1_000_000 + fees;
}

function dialectOf({ family }: Recording): Dialect {
  if (family === "openai-responses") return "openai-responses";
  return family.startsWith("anthropic") ? "anthropic-messages" : "openai-chat";
}

const all = recordings();

test.skipIf(all.length === 0).each(recordedBills.map((bill) => [bill.name, bill] as const))(
  "recorded: %s",
  async (name, hand) => {
    const { provider, dollars, isLeast = false } = hand;
    expect(sumOf(hand)).toBeCloseTo(dollars, digits);
    const recording = findRecording(name);
    if (recording === undefined) throw new Error("there is no such recording");
    const count = recording.stream ? countStream : countWhole;
    const bill = billOf(await count(dialectOf(recording), recording.response), { provider });
    expect(bill.costUsd).toBeCloseTo(dollars, digits);
    expect(bill.isLeast).toBe(isLeast);
  },
);

function findRecording(name: string): Recording | undefined {
  return all.find((each) => each.name === name) ?? all.find((each) => each.name.startsWith(name));
}

/** The rates of the model that served; null = nobody but our own table tells them. */
async function publishedOf({ name, provider }: RecordedBill): Promise<readonly number[] | null> {
  const recording = findRecording(name);
  if (recording === undefined) return null;
  const count = recording.stream ? countStream : countWhole;
  const { served } = await count(dialectOf(recording), recording.response);
  const seller = provider === "openai_sub" ? "openai" : provider;
  const own = publishedRates.filter((each) => each.provider === seller);
  const rates = own.map((each) => each.rates[served.model ?? ""]).find(Boolean);
  return rates === undefined || served.serviceTier === "flex" ? null : Object.values(rates);
}

test.skipIf(all.length === 0)(
  "the rates of at least 60 recorded bills are those that are published elsewhere",
  async () => {
    let proven = 0;
    for (const bill of recordedBills) {
      const published = await publishedOf(bill);
      if (published === null) continue;
      const own = bill.lines.slice(0, bill.ownLines).map(([, rate = 0]) => rate);
      const unpublished = own.filter((rate) => !published.includes(rate));
      expect({ name: bill.name, unpublished }).toEqual({ name: bill.name, unpublished: [] });
      proven++;
    }
    expect(proven).toBeGreaterThanOrEqual(60);
  },
);

test.each(madeBills.map((bill) => [bill.title, bill] as const))(
  "made: %s",
  async (_title, made) => {
    const { dialect, provider, dollars } = made;
    expect(sumOf(made)).toBeCloseTo(dollars, digits);
    const whole = await countWhole(dialect, wholeAnswer(made));
    const streamed = countStream(dialect, streamedAnswer(made));
    expect(streamed).toEqual(whole);
    const bill = billOf(whole, { provider });
    expect(bill.costUsd).toBeCloseTo(dollars, digits);
    expect(bill.isLeast).toBe(false);
    expect(billOf(streamed, { provider })).toEqual(bill);
  },
);

test("there are enough bills, of every dialect and of many providers", () => {
  expect(recordedBills.length).toBeGreaterThanOrEqual(60);
  expect(new Set(madeBills.map(({ dialect }) => dialect)).size).toBe(3);
  const providers = [...recordedBills, ...madeBills].map(({ provider }) => provider);
  expect(new Set(providers).size).toBeGreaterThanOrEqual(12);
});
