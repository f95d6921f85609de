// What could go wrong: quota expires unused while another account runs dry.
import { expect, test } from "bun:test";
import {
  dayMs,
  epochSeconds,
  hourMs,
  openaiHeaders,
  quietDay,
  unifiedHeaders,
} from "../../support/quota-headers.ts";
import type { Fields } from "../../support/quota-reports.ts";
import { fable, opus, startQuotas } from "../../support/quota-rig.ts";

function pressureOf(fields: Fields): number {
  const { quotas, answer } = startQuotas();
  answer("a", opus, unifiedHeaders(fields));
  return quotas.assess("a", opus).pressure;
}

test("pressure is below zero for quota that would expire unused", () => {
  const soon = { "7d-utilization": "0.25", "7d-reset": epochSeconds(dayMs) };
  const late = { "7d-utilization": "0.25", "7d-reset": epochSeconds(6 * dayMs) };
  expect(pressureOf(soon)).toBeCloseTo(0.25 - 6 / 7);
  expect(pressureOf(late)).toBeCloseTo(0.25 - 1 / 7);
  expect(pressureOf(soon)).toBeLessThan(pressureOf(late));
});

test("pressure comes from the longest window, and grows when a shorter one runs out", () => {
  const week = { "7d-utilization": "0.25", "7d-reset": epochSeconds(dayMs) };
  const hours = (used: string): number =>
    pressureOf({ ...week, "5h-utilization": used, "5h-reset": epochSeconds(4 * hourMs) });
  expect(hours("0.1")).toBeCloseTo(pressureOf(week));
  expect(hours("0.5")).toBeGreaterThan(hours("0.2"));
  expect(hours("0.95")).toBeGreaterThan(pressureOf({ ...week, "7d-utilization": "0.8" }));
});

test("pressure counts the bucket of the model that is asked for", () => {
  const { quotas, answer } = startQuotas();
  const bucket = { "7d_oi-utilization": "0.9", "7d_oi-reset": epochSeconds(6 * dayMs) };
  answer("a", fable, unifiedHeaders({ ...quietDay, ...bucket }));
  expect(quotas.assess("a", fable).pressure).toBeGreaterThan(0.7);
  expect(quotas.assess("a", opus).pressure).toBeLessThan(0.1);
});

test("pressure is none for limits that fill up all the time", () => {
  const { quotas, answer } = startQuotas();
  answer("a", "gpt-5.5", openaiHeaders);
  expect(quotas.assess("a", "gpt-5.5").pressure).toBe(0);
});
