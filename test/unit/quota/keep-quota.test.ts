// What could go wrong: a restart forgets what is used up, or the database is written all the time.
import { describe, expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import {
  chargedBeyondPlan,
  classicHeaders,
  codexHeaders,
  dayMs,
  hourMs,
  modelUsedUp,
  openaiHeaders,
  quietDay,
  quotaTime,
  unifiedHeaders,
  weekUsedUp,
} from "../../support/quota-headers.ts";
import { reportOf } from "../../support/quota-reports.ts";
import { fable, opus, startQuotas } from "../../support/quota-rig.ts";

test("what is known survives a restart", () => {
  const first = startQuotas();
  first.answer("used", opus, unifiedHeaders(weekUsedUp));
  first.answer("model", fable, unifiedHeaders(modelUsedUp));
  first.answer("paid", opus, unifiedHeaders(chargedBeyondPlan));
  first.answer("extra", fable, unifiedHeaders({ ...quietDay, "overage-in-use": "true" }));
  first.answer("codex", "gpt-5.5", codexHeaders);
  first.at(hourMs);
  const second = first.restart();
  for (const account of ["used", "model", "paid", "extra", "codex"]) {
    for (const model of [opus, fable, "gpt-5.5", "gpt-5.3-codex-spark"]) {
      const known = first.quotas.assess(account, model);
      expect(second.quotas.assess(account, model), `${account} ${model}`).toEqual(known);
    }
  }
  expect(second.quotas.assess("extra", fable).isInOverage).toBe(true);
  expect(second.quotas.view("used")).toEqual(first.quotas.view("used"));
  second.at(2 * hourMs);
  second.answer("paid", opus, unifiedHeaders(quietDay));
  expect(second.quotas.assess("paid", opus).parkedUntil).toBeNull();
});

test("what is known is not made older by what was saved", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", opus, unifiedHeaders(weekUsedUp));
  at(1_000);
  answer("a", opus, unifiedHeaders(quietDay));
  quotas.load();
  expect(quotas.assess("a", opus).parkedUntil).toBeNull();
});

test("what is known is saved when it changed by a step, now and then, and with its end", () => {
  const { quotas, answer, at, saved } = startQuotas();
  const use = (share: string): void =>
    answer("a", opus, unifiedHeaders({ ...quietDay, "5h-utilization": share }));
  use("0.420");
  expect(saved).toMatchObject([{ key: "a", expiresAt: quotaTime + 3 * dayMs }]);
  at(limits.quotaSaveIntervalMs);
  use("0.421");
  expect(saved.length).toBe(1);
  for (let tick = 0; tick < 20; tick += 1) {
    at(limits.quotaSaveIntervalMs * 2 + tick);
    use(String(0.5 + tick / 100));
  }
  expect(saved.length).toBe(2);
  quotas.flush();
  expect(saved.length).toBe(3);
  quotas.flush();
  expect(saved.length).toBe(3);
});

test("a stop saves also what was too little to be saved on the way", () => {
  const { quotas, answer, at, restart } = startQuotas();
  const use = (share: string) =>
    answer("a", opus, unifiedHeaders({ ...quietDay, "7d-utilization": share }));
  use("0.5");
  at(limits.quotaSaveIntervalMs + 1);
  use("0.501");
  quotas.flush();
  expect(restart().quotas.assess("a", opus)).toEqual(quotas.assess("a", opus));
});

test("what is known of an account that fell silent is saved by the next answer of another", () => {
  const { answer, at, saved } = startQuotas();
  answer("a", opus, unifiedHeaders(quietDay));
  at(1);
  answer("a", opus, unifiedHeaders(weekUsedUp));
  at(limits.quotaSaveIntervalMs + 1);
  answer("b", opus, unifiedHeaders(quietDay));
  expect(saved.map(({ key }) => key)).toEqual(["a", "a", "b"]);
});

test("what is known is not saved when it is over in a minute", () => {
  const { quotas, answer, saved } = startQuotas();
  answer("a", "gpt-5.5", openaiHeaders);
  answer("b", opus, classicHeaders);
  quotas.flush();
  expect(saved).toEqual([]);
});

test("what is known is shown with its age", () => {
  const { quotas, answer, at } = startQuotas();
  answer("a", fable, unifiedHeaders(modelUsedUp));
  at(3 * hourMs);
  const view = quotas.view("a");
  expect(view?.windows.map(({ name, isOver, isUsedUp }) => [name, isOver, isUsedUp])).toEqual([
    ["5h", true, false],
    ["7d", false, false],
    ["7d_oi", false, true],
  ]);
  expect(view?.windows[0]).toMatchObject({ used: 0, status: null, ageMs: 3 * hourMs });
  expect(view?.windows[1]).toMatchObject({ used: 0.61, resetAt: quotaTime + 3 * dayMs });
  expect(view).toMatchObject({
    hasPlan: true,
    overage: { disabledReason: "org_level_disabled" },
  });
});

test("what is known is forgotten when a person says so", () => {
  const { quotas, answer } = startQuotas();
  for (const account of ["a", "b", "c"]) answer(account, opus, unifiedHeaders(weekUsedUp));
  quotas.forget("a");
  expect(quotas.assess("a", opus).parkedUntil).toBeNull();
  expect(quotas.assess("b", opus).parkedUntil).not.toBeNull();
  quotas.forget(null);
  expect(quotas.assess("b", opus).parkedUntil).toBeNull();
  quotas.flush();
});

test("what is known has bounds", () => {
  const { quotas, answer, at } = startQuotas();
  for (let model = 0; model < 200; model += 1) {
    at(model);
    answer("a", `model-${model}`, openaiHeaders);
  }
  expect(quotas.view("a")?.windows.length).toBe(limits.quotaWindowsPerAccount);
  expect(quotas.assess("a", "model-199").headroom).toBeLessThan(1);
  answer("a", opus, unifiedHeaders(weekUsedUp));
  expect(quotas.assess("a", opus).parkedUntil).toBe(quotaTime + 3 * dayMs);
  const report = reportOf(unifiedHeaders(quietDay));
  for (let account = 0; account <= limits.quotaAccounts; account += 1) {
    quotas.note(`account ${account}`, opus, report);
  }
  expect(quotas.view("a")).toBeNull();
  expect(quotas.view(`account ${limits.quotaAccounts}`)).not.toBeNull();
});

describe("saved text that makes no sense", () => {
  const window = {
    name: "7d",
    scope: "account",
    model: null,
    used: 1,
    resetAt: quotaTime + 1,
    status: "rejected",
  };
  const garbage: readonly unknown[] = [
    "",
    "{",
    "null",
    "[]",
    "7",
    { windows: {} },
    { windows: [null, 1, {}, { window: {} }] },
    { windows: [{ window: { ...window, resetAt: "soon" }, seenAt: quotaTime }] },
    { windows: [{ window: { ...window, resetAt: quotaTime + 400 * dayMs }, seenAt: quotaTime }] },
    { windows: [{ window, seenAt: quotaTime + 1 }] },
    { windows: [{ window: { ...window, name: 7 }, seenAt: 0 }] },
    { windows: [{ window: { ...window, scope: "model" }, seenAt: 0 }] },
    { families: [{ family: "opus", paid: { at: 0, until: "x", isPaid: true } }], hasPlan: true },
    { paid: { at: 0, until: quotaTime + 400 * dayMs, isPaid: true }, overage: [], hasPlan: true },
  ];
  test.each(garbage)("is nothing: %p", (value) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const { quotas } = startQuotas(quotaTime, [
      { key: "a", value: text, expiresAt: quotaTime + 1 },
    ]);
    expect(quotas.assess("a", opus)).toMatchObject({
      headroom: 1,
      parkedUntil: null,
      isInOverage: false,
    });
  });
});
