// What could go wrong: a plan without a second window, or a single model's bucket, parks the plan.
import { expect, test } from "bun:test";
import {
  codexHeaders,
  dayMs,
  epochSeconds,
  hourMs,
  quotaTime,
} from "../../support/quota-headers.ts";
import { reportOf, windowsOf } from "../../support/quota-reports.ts";

test("Codex: tells the plan's windows and those of single models", () => {
  const report = reportOf(codexHeaders);
  expect(report).toMatchObject({ isRejected: false, overage: { status: "rejected" } });
  expect(windowsOf(codexHeaders)).toEqual({
    primary: {
      scope: "account",
      used: 0.125,
      resetAt: quotaTime + 2 * hourMs,
      lengthMs: 5 * hourMs,
    },
    secondary: {
      scope: "account",
      used: 0.8,
      resetAt: quotaTime + 2 * dayMs,
      lengthMs: 7 * dayMs,
    },
    "bengalfox-primary": {
      scope: "model",
      model: "gpt-5.3-codex-spark",
      used: 0,
      resetAt: quotaTime + 5 * hourMs,
      lengthMs: 5 * hourMs,
    },
    "bengalfox-secondary": {
      scope: "model",
      model: "gpt-5.3-codex-spark",
      used: 1,
      resetAt: quotaTime + 457_949_000,
      lengthMs: 7 * dayMs,
    },
  });
});

test("Codex: without a second window, with credits, and at its limit", () => {
  const report = reportOf({
    "x-codex-primary-used-percent": "100",
    "x-codex-primary-window-minutes": "10080",
    "x-codex-primary-reset-at": epochSeconds(dayMs),
    "x-codex-secondary-used-percent": "0",
    "x-codex-secondary-window-minutes": "0",
    "x-codex-secondary-reset-after-seconds": "0",
    "x-codex-secondary-reset-at": "",
    "x-codex-credits-has-credits": "True",
    "x-codex-credits-unlimited": "False",
    "x-codex-rate-limit-reached-type": "rate_limit_reached",
  });
  expect(report.windows.map(({ name }) => name)).toEqual(["primary"]);
  expect(report.windows[0]).toMatchObject({ used: 1, resetAt: quotaTime + dayMs });
  expect(report).toMatchObject({ isRejected: true, overage: { status: "allowed" } });
});

test("Codex: a bucket without a model's name is nobody's", () => {
  const windows = windowsOf({
    "x-base-model-inference-primary-used-percent": "50",
    "x-base-model-inference-primary-window-minutes": "60",
  });
  expect(windows["base-model-inference-primary"]).toMatchObject({
    scope: "model",
    model: "base-model-inference",
  });
});
