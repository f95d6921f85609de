// What could go wrong: counts get lost, labels grow without end, or a label breaks the text format.
import { expect, test } from "bun:test";
import { metricsText } from "../../../src/answer/metrics.ts";
import { limits } from "../../../src/base/limits.ts";
import { createMeters } from "../../../src/base/meters.ts";

test("equal names and labels are one sample", () => {
  const meters = createMeters();
  meters.add("codegate_tokens_total", { kind: "input" }, 40);
  meters.add("codegate_tokens_total", { kind: "output" }, 2);
  meters.add("codegate_tokens_total", { kind: "input" });
  expect(meters.samples()).toEqual([
    { name: "codegate_tokens_total", labels: { kind: "input" }, value: 41 },
    { name: "codegate_tokens_total", labels: { kind: "output" }, value: 2 },
  ]);
});

test("values of a label beyond the limit are counted together", () => {
  const meters = createMeters();
  for (let index = 0; index < limits.meterLabelValues + 50; index++) {
    meters.add("codegate_attempts_total", { outcome: `outcome ${index}` });
  }
  const samples = meters.samples();
  expect(samples).toHaveLength(limits.meterLabelValues + 1);
  expect(samples.at(-1)).toMatchObject({ labels: { outcome: "other" }, value: 50 });
});

test("the text has help, type and escaped labels, and nothing that is not listed", () => {
  const text = metricsText([
    { name: "codegate_attempts_total", labels: { provider: 'a"b\\c\nd', outcome: "x" }, value: 3 },
    { name: "codegate_requests_in_flight", labels: {}, value: 0 },
    { name: "codegate_else", labels: {}, value: 1 },
  ]);
  expect(text.split("\n")).toEqual([
    "# HELP codegate_requests_in_flight Model requests under way.",
    "# TYPE codegate_requests_in_flight gauge",
    "codegate_requests_in_flight 0",
    "# HELP codegate_attempts_total Calls to providers by provider and outcome.",
    "# TYPE codegate_attempts_total counter",
    String.raw`codegate_attempts_total{provider="a\"b\\c\nd",outcome="x"} 3`,
    "",
  ]);
});
