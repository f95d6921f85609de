/**
 * What could go wrong: an estimate is too low, and an agent compacts its context only after the
 * provider has refused it; or a picture's base64 is counted as prose, and it compacts at once.
 */
import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import {
  estimateTokens,
  firstRate,
  learnRate,
  measurePrompt,
} from "../../../src/usage/estimate-tokens.ts";
import { readUsageNumbers } from "../../support/recorded-usage.ts";

function prompt(content: unknown, tools: readonly object[] = []): unknown {
  return { model: "m", tools, messages: [{ role: "user", content }] };
}

describe("measuring", () => {
  test("images and documents are counted, not read", () => {
    const data = "A".repeat(40_000);
    const size = measurePrompt(
      prompt([
        { type: "image", source: { type: "base64", media_type: "image/png", data } },
        { type: "image_url", image_url: { url: `data:image/png;base64,${data}` } },
        { type: "document", source: { type: "base64", media_type: "application/pdf", data } },
        { type: "thinking", thinking: "hmm", signature: data },
      ]),
    );
    expect(size).toMatchObject({ images: 2, documents: 1, documentBytes: 30_000 });
    expect(size.textBytes).toBeLessThan(500);
  });

  test("tools, arguments and results count, in bytes", () => {
    const small = measurePrompt(prompt("hi")).textBytes;
    const text = "日本語".repeat(100);
    expect(measurePrompt(prompt(text)).textBytes).toBeGreaterThanOrEqual(small + 890);
    const tool = { name: "t", description: text, input_schema: { type: "object" } };
    expect(measurePrompt(prompt("hi", [tool])).textBytes).toBeGreaterThan(small + 890);
  });
});

describe("learning", () => {
  const size = measurePrompt(prompt("x".repeat(20_000)));

  test("the first answer sets the rate, later ones move it up quickly and down slowly", () => {
    const first = learnRate(firstRate("claude-opus-5-5"), size, 5_000);
    expect(estimateTokens(size, first)).toBeGreaterThanOrEqual(5_000);
    expect(estimateTokens(size, first)).toBeLessThan(6_000);
    const up = learnRate(first, size, 10_000).tokensPerByte - first.tokensPerByte;
    const down = first.tokensPerByte - learnRate(first, size, 1_000).tokensPerByte;
    expect(up).toBeGreaterThan(down);
    expect(down).toBeGreaterThan(0);
  });

  test("whatever was learnt, a prompt that comes again is not underestimated", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1_500, max: 15_000 }), { minLength: 1 }), (counts) => {
        const last = Math.max(...counts);
        let rate = firstRate("gpt-5.5");
        for (const count of counts) rate = learnRate(rate, size, count);
        for (let round = 0; round < 6; round++) rate = learnRate(rate, size, last);
        expect(estimateTokens(size, rate)).toBeGreaterThanOrEqual(last);
      }),
    );
  });

  test("small prompts teach nothing", () => {
    const rate = firstRate("gpt-5.5");
    expect(learnRate(rate, measurePrompt(prompt("hi")), 9_000)).toBe(rate);
  });
});

test("recorded prompts are not underestimated before anything is learnt", () => {
  for (const { name, model, body, tokens } of readUsageNumbers()) {
    const estimate = estimateTokens(measurePrompt(body), firstRate(model));
    expect([name, estimate >= tokens * 0.95]).toEqual([name, true]);
  }
});
