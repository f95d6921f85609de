// What could go wrong: the ledger and the provider's bill differ, by a cache kind, a tier, a tool
// call, another model's tokens, or because an answer came as a stream.
import { expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { billOf, countStream, countWhole } from "../../support/bill-of.ts";
import { madeBills, recordedBills, type HandBill } from "../../support/bills.ts";
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
    const { provider, dollars } = hand;
    expect(sumOf(hand)).toBeCloseTo(dollars, digits);
    const recording =
      all.find((each) => each.name === name) ?? all.find((each) => each.name.startsWith(name));
    if (recording === undefined) throw new Error("there is no such recording");
    const count = recording.stream ? countStream : countWhole;
    const bill = billOf(await count(dialectOf(recording), recording.response), { provider });
    expect(bill.costUsd).toBeCloseTo(dollars, digits);
    expect(bill.isLeast).toBe(false);
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
  expect(recordedBills.length + madeBills.length).toBeGreaterThanOrEqual(60);
  expect(new Set(madeBills.map(({ dialect }) => dialect)).size).toBe(3);
  const providers = [...recordedBills, ...madeBills].map(({ provider }) => provider);
  expect(new Set(providers).size).toBeGreaterThanOrEqual(12);
});
