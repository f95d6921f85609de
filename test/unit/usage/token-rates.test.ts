/** What could go wrong: what was learnt is gone after a restart, or learnt from the wrong answers. */
import { expect, test } from "bun:test";
import { giveBack } from "../../../src/base/lent-memory.ts";
import { limits } from "../../../src/base/limits.ts";
import { createTokenRates, type SavedRate } from "../../../src/usage/token-rates.ts";

const model = "some-model";
const body = prompt({});
/** Tokens that the body has: two for each byte's third. */
const tokens = Math.round(body.length * 0.6);

function prompt(fields: object): Uint8Array {
  const messages = [{ role: "user", content: "Tell me about the sea. ".repeat(300) }];
  return Buffer.from(JSON.stringify({ messages, ...fields }));
}

function start(saved: readonly SavedRate[] | null = []) {
  const written: SavedRate[] = [];
  let time = 1_000_000;
  let stored = saved;
  const rates = createTokenRates({
    now: () => time,
    save: (key, value) => void written.push({ key, value }),
    load: () => stored,
  });
  return {
    rates,
    written,
    pass: (ms: number) => void (time += ms),
    become: (readable: readonly SavedRate[]) => void (stored = readable),
  };
}

test("an estimate follows what answers told, stays above it, and survives a restart", () => {
  const { rates, written } = start();
  const first = rates.estimate(model, body);
  expect(first).toBeLessThan(tokens);
  rates.learnFrom(model, body)(tokens);
  const learnt = rates.estimate(model, body);
  expect(learnt).toBeGreaterThan(tokens);
  expect(learnt).toBeLessThan(tokens * 1.2);
  expect(written.map(({ key }) => key)).toEqual([model]);

  const restarted = start(null);
  expect(restarted.rates.estimate(model, body)).toBe(first);
  restarted.become(written);
  expect(restarted.rates.estimate(model, body)).toBe(learnt);
  expect(restarted.rates.estimate("another", body)).toBe(first);
});

test("it rises fast and falls slowly, because too low costs more than too high", () => {
  const { rates, pass } = start();
  rates.learnFrom(model, body)(tokens);
  const base = rates.estimate(model, body);
  pass(limits.tokenRateMs);
  rates.learnFrom(model, body)(Math.round(tokens / 2));
  const lower = rates.estimate(model, body);
  expect(lower).toBeLessThan(base);
  expect(lower).toBeGreaterThan(base * 0.9);
  pass(limits.tokenRateMs);
  rates.learnFrom(model, body)(tokens);
  expect(rates.estimate(model, body)).toBeGreaterThan(base * 0.95);
});

test("a model is measured at most once a minute", () => {
  const { rates, written, pass } = start();
  rates.learnFrom(model, body)(tokens);
  rates.learnFrom(model, body)(10 * tokens);
  expect(written).toHaveLength(1);
  pass(limits.tokenRateMs);
  rates.learnFrom(model, body)(2 * tokens);
  expect(written).toHaveLength(2);
});

test.each([
  ["a conversation that its provider keeps", { previous_response_id: "resp_1" }],
  ["a conversation by its name", { conversation: "conv_1" }],
  ["what a search brought", { tools: [{ type: "web_search_20250305", name: "web_search" }] }],
])("nothing is learnt where the model read more than was sent: %s", (_name, fields) => {
  const { rates, written } = start();
  const before = rates.estimate(model, body);
  rates.learnFrom(model, prompt(fields))(50 * tokens);
  expect(written).toEqual([]);
  expect(rates.estimate(model, body)).toBe(before);
});

test.each(["", "{", "null", '{"tokensPerByte":"much"}', '{"tokensPerByte":99,"samples":1}'])(
  "a hint that makes no sense is no rate: %s",
  (value) => {
    const { rates } = start([{ key: model, value }]);
    expect(rates.estimate(model, body)).toBe(start().rates.estimate(model, body));
  },
);

test("a prompt that is learnt from stays until then, though its request is answered", () => {
  const { rates } = start();
  const first = rates.estimate(model, body);
  const long = new Uint8Array(100_000).fill(0x20);
  long.set(body);
  const learn = rates.learnFrom(model, long);
  giveBack(long);
  expect(long.length).toBe(100_000);
  learn(tokens);
  expect(long.length).toBe(0);
  expect(rates.estimate(model, body)).toBeGreaterThan(first);
});
