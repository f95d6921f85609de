// What could go wrong: an account looks full or empty to models that its windows do not count.
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import {
  classicHeaders,
  dayMs,
  epochSeconds,
  hourMs,
  openaiHeaders,
  quietDay,
  quotaTime,
  unifiedHeaders,
} from "../../support/quota-headers.ts";
import { opus, sonnet, startQuotas } from "../../support/quota-rig.ts";

test("headroom is all when nothing is known", () => {
  const { quotas } = startQuotas();
  expect(quotas.assess("a", opus)).toEqual({
    headroom: 1,
    pressure: 0,
    parkedUntil: null,
    isInOverage: false,
  });
  expect(quotas.view("a")).toBeNull();
});

test("headroom is what the tightest window leaves, and comes back at its reset", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", opus, unifiedHeaders({ ...quietDay, "5h-utilization": "0.9" }));
  expect(quotas.assess("a", opus).headroom).toBeCloseTo(0.1);
  expect(quotas.assess("b", opus).headroom).toBe(1);
  at(2 * hourMs - 1);
  expect(quotas.assess("a", opus).headroom).toBeCloseTo(0.1);
  at(2 * hourMs);
  expect(quotas.assess("a", opus).headroom).toBeCloseTo(0.39);
  at(3 * dayMs);
  expect(quotas.assess("a", opus).headroom).toBe(1);
});

test("headroom of a model counts its own bucket too", () => {
  const { quotas, answer } = startQuotas();
  const sonnetBucket = {
    "7d_sonnet-utilization": "0.95",
    "7d_sonnet-reset": epochSeconds(dayMs),
  };
  answer("a", sonnet, unifiedHeaders({ ...quietDay, ...sonnetBucket }));
  expect(quotas.assess("a", sonnet).headroom).toBeCloseTo(0.05);
  expect(quotas.assess("a", opus).headroom).toBeCloseTo(0.39);
});

test("headroom of limits a minute belongs to the model that was asked for, and fills up steadily", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", "gpt-5.5", openaiHeaders);
  expect(quotas.assess("a", "gpt-5.5").headroom).toBeCloseTo(13_440 / 30_000);
  expect(quotas.assess("a", "gpt-5.5-mini").headroom).toBe(1);
  at(33_119 / 2);
  expect(quotas.assess("a", "gpt-5.5").headroom).toBeCloseTo(1 - (1 - 13_440 / 30_000) / 2, 2);
  at(33_119);
  expect(quotas.assess("a", "gpt-5.5").headroom).toBe(1);
  answer("b", "claude-opus-4-5", classicHeaders);
  expect(quotas.assess("b", "claude-opus-4-8").headroom).toBeLessThan(0.5);
  expect(quotas.assess("b", sonnet).headroom).toBe(1);
});

test("headroom is forgotten soon when no reset was told", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", opus, unifiedHeaders({ status: "rejected" }));
  expect(quotas.assess("a", opus).parkedUntil).toBe(quotaTime + limits.quotaUnknownResetMs);
  at(limits.quotaUnknownResetMs);
  expect(quotas.assess("a", opus)).toMatchObject({ headroom: 1, parkedUntil: null });
});
