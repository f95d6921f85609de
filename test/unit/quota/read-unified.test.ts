// What could go wrong: one model's bucket parks the whole account, or a paid answer looks free.
import { expect, test } from "bun:test";
import type { QuotaWindow } from "../../../src/quota/quota-report.ts";
import {
  billedByUse,
  chargedBeyondPlan,
  dayMs,
  epochSeconds,
  hourMs,
  modelUsedUp,
  quietDay,
  quotaTime,
  unifiedHeaders,
  weekUsedUp,
} from "../../support/quota-headers.ts";
import { reportOf, windowsOf, type Fields } from "../../support/quota-reports.ts";

test("subscription accounts tell their windows, the one that decides, and what is beyond the plan", () => {
  expect(reportOf(unifiedHeaders(quietDay))).toEqual({
    at: quotaTime,
    status: "allowed",
    representative: "5h",
    resetAt: quotaTime + 2 * hourMs,
    isRejected: false,
    fallback: { isOffered: false, share: 0.5 },
    overage: {
      status: "rejected",
      used: null,
      resetAt: null,
      disabledReason: "org_level_disabled",
      isInUse: false,
    },
    windows: [
      {
        name: "5h",
        scope: "account",
        model: null,
        used: 0.42,
        remaining: null,
        limit: null,
        resetAt: quotaTime + 2 * hourMs,
        lengthMs: 5 * hourMs,
        status: "allowed",
        refillsSteadily: false,
      },
      {
        name: "7d",
        scope: "account",
        model: null,
        used: 0.61,
        remaining: null,
        limit: null,
        resetAt: quotaTime + 3 * dayMs,
        lengthMs: 7 * dayMs,
        status: "allowed",
        refillsSteadily: false,
      },
    ],
  });
});

test("subscription accounts tell the buckets of models", () => {
  const windows = windowsOf(
    unifiedHeaders({
      ...quietDay,
      "7d_oi-utilization": "0.84",
      "7d_oi-status": "allowed_warning",
      "7d_sonnet-utilization": "0.0",
      "7d_opus-utilization": "1",
      "5h_cowork-status": "allowed",
    }),
  );
  expect(windows["7d_oi"]).toMatchObject({ scope: "model", model: "fable", used: 0.84 });
  expect(windows["7d_sonnet"]).toMatchObject({ scope: "model", model: "sonnet", used: 0 });
  expect(windows["7d_opus"]).toMatchObject({ scope: "model", model: "opus", used: 1 });
  expect(windows["5h_cowork"]).toEqual({
    scope: "model",
    model: "cowork",
    lengthMs: 5 * hourMs,
    status: "allowed",
  });
});

const claims = [
  ["five_hour", "5h"],
  ["seven_day", "7d"],
  ["seven_day_opus", "7d_opus"],
  ["seven_day_overage_included", "7d_oi"],
  ["thirty_day", "30d"],
  ["overage", "overage"],
  ["  ", null],
] as const;
test.each(claims)("the claim %p is the window %p", (claim, name) => {
  const fields = unifiedHeaders({ status: "allowed", "representative-claim": claim });
  expect(reportOf(fields).representative).toBe(name);
});

test("accounts that are rejected are so whatever the window says", () => {
  const used = reportOf(unifiedHeaders(weekUsedUp));
  expect(used.isRejected).toBe(true);
  expect(windowsOf(unifiedHeaders(weekUsedUp))).toMatchObject({
    "5h": { status: "allowed" },
    "7d": { status: "rejected", used: 1 },
  });
  expect(reportOf(unifiedHeaders(modelUsedUp)).isRejected).toBe(true);
  expect(windowsOf(unifiedHeaders(modelUsedUp))).toMatchObject({
    "5h": { status: "allowed" },
    "7d": { status: "allowed" },
    "7d_oi": { status: "rejected", used: 1, model: "fable" },
  });
  const charged = reportOf(unifiedHeaders(chargedBeyondPlan));
  expect(charged.isRejected).toBe(true);
  expect(charged.overage).toEqual({
    status: "allowed",
    used: 0.08,
    resetAt: quotaTime + 9 * dayMs,
    disabledReason: null,
    isInUse: true,
  });
});

test("accounts without a plan have their spending limit as the only window", () => {
  const report = reportOf(unifiedHeaders(billedByUse));
  expect(report.windows).toMatchObject([
    { name: "overage", scope: "account", used: 0.25, resetAt: quotaTime + 9 * dayMs },
  ]);
  expect(report).toMatchObject({ isRejected: false, overage: { isInUse: true } });
});

const day = epochSeconds(dayMs);
const unexplained: [why: string, fields: Fields, window: Partial<QuotaWindow>][] = [
  [
    "no window but the reset of the account",
    { status: "rejected", reset: day },
    { name: "unified", scope: "account", status: "rejected", resetAt: quotaTime + dayMs },
  ],
  [
    "a claim without its window",
    { status: "rejected", reset: day, "representative-claim": "seven_day" },
    { name: "7d", scope: "account", status: "rejected", resetAt: quotaTime + dayMs },
  ],
  [
    "the claim of a model without its window",
    { ...quietDay, status: "rejected", reset: day, "representative-claim": "seven_day_opus" },
    { name: "7d_opus", scope: "model", model: "opus", status: "rejected" },
  ],
  [
    "a claim whose window has no status",
    {
      status: "rejected",
      reset: day,
      "representative-claim": "five_hour",
      "5h-utilization": "0.98",
      "7d-utilization": "0.2",
    },
    { name: "5h", used: 0.98, status: "rejected", resetAt: quotaTime + dayMs },
  ],
  [
    "an unknown claim while the account's windows are fine",
    { ...quietDay, status: "rejected", reset: day, "representative-claim": "overage" },
    { name: "overage", scope: "model", model: null, status: "rejected" },
  ],
];
test.each(unexplained)("accounts that are rejected with %s", (_, fields, window) => {
  const rejected = reportOf(unifiedHeaders(fields)).windows.filter(
    ({ status }) => status === "rejected",
  );
  expect(rejected).toMatchObject([window]);
});

test("accounts that contradict themselves park nothing", () => {
  const fields = unifiedHeaders({ ...quietDay, status: "rejected" });
  const report = reportOf(fields);
  expect(report.isRejected).toBe(true);
  expect(report.windows.map(({ status }) => status)).toEqual(["allowed", "allowed"]);
});

test("headers of grace, slow lanes and thresholds are no windows", () => {
  const windows = windowsOf(
    unifiedHeaders({
      ...quietDay,
      "grace-status": "active",
      "grace-5h-utilization": "0.342",
      "slow-retry-after": "20",
      "7d-surpassed-threshold": "0.75",
      "upgrade-paths": "upgrade_plan,overage",
    }),
  );
  expect(Object.keys(windows).toSorted()).toEqual(["5h", "7d"]);
});
