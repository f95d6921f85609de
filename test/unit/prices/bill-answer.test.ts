// What could go wrong: a cost that is only partly known looks exact, or a user's price is ignored.
import { expect, test } from "bun:test";
import { unknownServed, type Served } from "../../../src/base/served.ts";
import { unknownUsage, type Usage } from "../../../src/base/usage.ts";
import { billAnswer, type BillQuestion } from "../../../src/prices/bill-answer.ts";
import { priceVersion } from "../../../src/prices/find-price.ts";
import { overrideKey } from "../../../src/prices/price-account.ts";
import { billedAt, billOf, countStream } from "../../support/bill-of.ts";
import { madeBills } from "../../support/bills.ts";
import { streamedAnswer } from "../../support/write-made-answer.ts";

const counted: Usage = {
  input: 1000,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 100,
  reasoning: null,
};

function bill(
  changes: Partial<Omit<BillQuestion, "served">> & { readonly served?: Partial<Served> } = {},
) {
  return billAnswer({
    account: { provider: "anthropic" },
    model: "claude-sonnet-4-6",
    usage: counted,
    isComplete: true,
    at: billedAt,
    ...changes,
    served: { ...unknownServed, ...changes.served },
  });
}

test("the model that served is billed, not the one that was asked", () => {
  // 1000*5 + 100*25
  expect(bill({ served: { model: "claude-opus-4-8" } }).costUsd).toBeCloseTo(0.0075, 9);
  // 1000*3 + 100*15: a name that the table lacks is taken for another name of what was asked.
  expect(bill({ served: { model: "our-deployment" } }).costUsd).toBeCloseTo(0.0045, 9);
});

test("what cannot be priced has no cost, and a refusal costs nothing anywhere", () => {
  const unknown = { costUsd: null, isLeast: true, priceVersion: null };
  expect(bill({ model: "nobody-knows" })).toMatchObject(unknown);
  // Sold for a commitment, not by the token.
  expect(bill({ served: { serviceTier: "priority" } })).toMatchObject(unknown);
  expect(bill({ served: { speed: "fast" } })).toMatchObject(unknown);
  expect(bill({ usage: unknownUsage })).toMatchObject(unknown);
  const nothing = { ...counted, input: 0, output: 0 };
  const refused = bill({ model: "nobody-knows", usage: nothing });
  expect(refused).toMatchObject({ costUsd: 0, isLeast: false });
});

test("long prompts have no priority", () => {
  const asked = { account: { provider: "openai" }, model: "gpt-5.4" };
  const usage = { ...counted, input: 300_000 };
  const served = { serviceTier: "priority" };
  expect(bill({ ...asked, served }).costUsd).toBeCloseTo(0.008, 9);
  expect(bill({ ...asked, usage, served }).costUsd).toBeNull();
  expect(bill({ ...asked, usage })).toMatchObject({ longPromptAbove: 271_999 });
});

test("unknown parts make the cost a least one", () => {
  const least = { costUsd: 0.0045, isLeast: true };
  expect(bill({ isComplete: false })).toMatchObject(least);
  expect(bill({ served: { serverTools: { code_execution: 1 } } })).toMatchObject(least);
  const others = [{ model: "nobody-knows", usage: counted }];
  expect(bill({ served: { others } })).toMatchObject(least);
  // 1000*3: nobody said how much was written.
  const input = { ...counted, output: null };
  expect(bill({ usage: input })).toMatchObject({ costUsd: 0.003, isLeast: true });
});

test("OpenRouter's own bill counts, and nobody else's field of that name", () => {
  const reported = { reportedUsd: 0.5 };
  const account = { provider: "openrouter" };
  expect(bill({ account, served: reported })).toMatchObject({
    costUsd: 0.5,
    isLeast: false,
    priceVersion: "reported",
  });
  expect(bill({ served: reported })).toMatchObject({ costUsd: 0.0045, priceVersion });
});

test("a user's price goes before the table, for that model alone", () => {
  const rates = { input: 1, output: 2 };
  const account = {
    provider: "anthropic",
    prices: new Map([[overrideKey("claude-sonnet-4-6"), rates]]),
  };
  const own = { costUsd: 0.0012, priceVersion: "own" };
  expect(bill({ account })).toMatchObject(own);
  expect(bill({ account, served: { model: "claude-sonnet-4-6-20260217" } })).toMatchObject(own);
  expect(bill({ account, served: { model: "claude-opus-4-8" } }).costUsd).toBeCloseTo(0.0075, 9);
  const prices = new Map([[overrideKey("Qwen3-8B"), rates]]);
  const local = { provider: "custom", prices };
  expect(bill({ account: local, model: "qwen3-8b" })).toMatchObject(own);
});

test("a stream that is cut short has cost at least what it had announced", () => {
  const [made] = madeBills.filter(({ title }) => title === "both lifetimes at once");
  if (made === undefined) throw new Error("there is no such bill");
  const bytes = streamedAnswer(made);
  const end = Buffer.from(bytes).indexOf("event: message_delta");
  const cut = countStream(made.dialect, bytes.subarray(0, end));
  expect(cut.served.model).toBe("claude-sonnet-4-6");
  // 1000*3 + 20000*0.3 + 4000*3.75 + 500*6, and the one token that the start announces.
  const found = billOf(cut, { provider: made.provider, isComplete: false });
  expect(found.costUsd).toBeCloseTo(0.027 + 0.000_015, 9);
  expect(found.isLeast).toBe(true);
});
