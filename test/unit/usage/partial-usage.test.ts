// What could go wrong: joining reports invents, loses or doubles tokens for some odd combination.
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { finishUsage, mergeUsage, type PartialUsage } from "../../../src/usage/partial-usage.ts";

const count = fc.option(fc.nat(1_000_000), { nil: null });
const partial: fc.Arbitrary<PartialUsage> = fc.record({
  freshPrompt: count,
  wholePrompt: count,
  cacheRead: count,
  cacheWrite: count,
  cacheWrite1h: count,
  output: count,
  reasoning: count,
  total: count,
});

test("nothing is neutral, and a report joined with itself stays the same", () => {
  fc.assert(
    fc.property(partial, (report) => {
      expect(mergeUsage(null, report)).toEqual(report);
      expect(mergeUsage(report, null)).toEqual(report);
      expect(mergeUsage(report, report)).toEqual(report);
    }),
  );
  expect(mergeUsage(null, null)).toBeNull();
  expect(finishUsage(null)).toBeNull();
});

test("joining is associative, so that it does not matter when a caller joins", () => {
  fc.assert(
    fc.property(partial, partial, partial, (first, second, third) => {
      expect(mergeUsage(mergeUsage(first, second), third)).toEqual(
        mergeUsage(first, mergeUsage(second, third)),
      );
    }),
  );
});

test("counts are never negative or broken, and reasoning never exceeds output", () => {
  fc.assert(
    fc.property(partial, (report) => {
      const usage = finishUsage(report);
      for (const value of Object.values(usage ?? {})) {
        if (value !== null) expect(value).toBeGreaterThanOrEqual(0);
        expect(value).not.toBeNaN();
      }
      expect(usage?.reasoning ?? 0).toBeLessThanOrEqual(usage?.output ?? Number.MAX_VALUE);
    }),
  );
});

test("consistent OpenAI counts keep their sum", () => {
  const parts = fc.record({
    input: fc.nat(1000),
    read: fc.nat(1000),
    write5m: fc.nat(1000),
    write1h: fc.nat(1000),
    output: fc.nat(1000),
  });
  fc.assert(
    fc.property(parts, fc.boolean(), ({ input, read, write5m, write1h, output }, hasTotal) => {
      const wholePrompt = input + read + write5m + write1h;
      const usage = finishUsage({
        freshPrompt: null,
        wholePrompt,
        cacheRead: read,
        cacheWrite: write5m + write1h,
        cacheWrite1h: write1h,
        output,
        reasoning: null,
        total: hasTotal ? wholePrompt + output : null,
      });
      expect(usage).toEqual({
        input,
        cacheRead: read,
        cacheWrite5m: write5m,
        cacheWrite1h: write1h,
        output,
        reasoning: null,
      });
    }),
  );
});
