/** What could go wrong: a request goes to an account it was never meant for, or to none for no reason. */
import { describe, expect, test } from "bun:test";
import type { Caller } from "../../../src/admit/identify-caller.ts";
import { readOverride } from "../../../src/route/override.ts";
import { accountWindow } from "../../../src/route/candidate.ts";
import { accountOf } from "../../support/account.ts";
import {
  local,
  noOverride,
  row,
  snapshotOf,
  makeRooms,
  order,
  three,
} from "../../support/routes.ts";

describe("without a config", () => {
  test("every account serves, by its own priority", () => {
    const accounts = [accountOf({ name: "low" }), accountOf({ name: "high", priority: 5 })];
    expect(order(snapshotOf(accounts))).toEqual(["high", "low"]);
  });

  test("no accounts: the refusal says what to type", () => {
    expect(order(snapshotOf([]))).toMatchObject({
      kind: "unavailable",
      retryable: false,
      message: expect.stringContaining("codegate accounts add"),
    });
  });
});

test("what is found for one client and caller is not remembered for another", () => {
  const subscription = accountOf({ name: "max", authType: "oauth", priority: 2 });
  const plus = accountOf({ name: "plus", allowedTenants: ["global"], priority: 1 });
  const snapshot = snapshotOf([subscription, plus, accountOf({ name: "key" })]);
  for (let round = 0; round < 2; round++) {
    expect(order(snapshot, { client: "claude-code" })).toEqual(["max", "key"]);
    expect(order(snapshot, { client: "codex" })).toEqual(["key"]);
    expect(order(snapshot, { caller: { kind: "global" } })).toEqual(["plus", "key"]);
  }
  const override = { ...noOverride, account: subscription };
  expect(order(snapshot, { client: "codex", override })).toMatchObject({
    kind: "unavailable",
    message: expect.stringContaining("serves claude-code only"),
  });
});

describe("with a config", () => {
  test("a tier's rows, by priority; ties keep their order", () => {
    const rows = [row("a"), row("b", { priority: 9 }), row("c"), row("b", { tier: "haiku" })];
    expect(order(snapshotOf(three, rows))).toEqual(["b", "a", "c"]);
  });

  test("a row's model replaces the client's", () => {
    const rows = [row("a", { targetModel: "other" })];
    expect(order(snapshotOf(three, rows))).toEqual(["a:other"]);
  });

  test("an account may stand twice with two models, not with the same", () => {
    const rows = [row("a"), row("a", { targetModel: "other" }), row("a")];
    expect(order(snapshotOf(three, rows))).toEqual(["a", "a:other"]);
  });

  test("a tier without accounts is an error that names it, not a reason to use others", () => {
    const refusal = order(snapshotOf(three, [row("a")]), { model: "claude-haiku-4-5" });
    expect(refusal).toMatchObject({ kind: "unavailable", retryable: false });
    expect(JSON.stringify(refusal)).toContain("haiku");
  });

  test("a model of no tier may use every account once, by its highest tier", () => {
    const rows = [
      row("a", { targetModel: "big" }),
      row("a", { tier: "haiku", targetModel: "small" }),
      row("b", { tier: "haiku" }),
    ];
    expect(order(snapshotOf(three, rows), { model: "some-model" })).toEqual(["a:big", "b"]);
  });

  test("a tenant whose config is gone gets nothing", () => {
    const tenant = {
      id: "t",
      name: "team",
      enabled: true,
      configId: "gone",
      rateLimit: 0,
      settings: new Map(),
    };
    const refusal = order(snapshotOf(three, [row("a")]), { caller: { kind: "tenant", tenant } });
    expect(refusal).toMatchObject({ kind: "unavailable" });
  });
});

describe("strategies", () => {
  const rows = ["a", "b", "c"].map((name, index) => row(name, { priority: 3 - index }));

  test("round-robin starts one further each time, over the whole list", () => {
    const snapshot = snapshotOf(three, rows, "round-robin");
    const { rooms } = makeRooms();
    const orders = [1, 2, 3, 4].map(() => order(snapshot, { rooms }));
    expect(orders).toEqual([
      ["a", "b", "c"],
      ["b", "c", "a"],
      ["c", "a", "b"],
      ["a", "b", "c"],
    ]);
  });

  test("least-used: what cost least this month; ties by priority", () => {
    const { rooms } = makeRooms({ "id-a": 2 });
    expect(order(snapshotOf(three, rows, "least-used"), { rooms })).toEqual(["b", "c", "a"]);
  });

  test("budget-aware: the smallest share of its budget; without a budget last", () => {
    const accounts = [
      accountOf({ name: "a" }),
      accountOf({ name: "b", monthlyBudget: 10 }),
      accountOf({ name: "c", monthlyBudget: 100 }),
    ];
    const { rooms } = makeRooms({ "id-b": 5, "id-c": 10 });
    const snapshot = snapshotOf(accounts, rows, "budget-aware");
    expect(order(snapshot, { rooms })).toEqual(["c", "b", "a"]);
  });

  test("an unknown strategy is priority", () => {
    expect(order(snapshotOf(three, rows, "magic"))).toEqual(["a", "b", "c"]);
  });
});

function resting(accountId: string) {
  return { accountId, provider: "anthropic", family: "opus" };
}

describe("accounts that cannot serve", () => {
  const rows = [row("a", { priority: 1 }), row("b")];
  const other = accountOf({ name: "b" });

  test.each([
    ["switched off", { enabled: false }],
    ["unusable", { unusableReason: "has no key" }],
    ["a model that its provider does not have", { provider: "openai" }],
    ["budget used up", { monthlyBudget: 1 }],
  ] as const)("%s: the next one serves", (_, changes) => {
    const { rooms } = makeRooms({ "id-a": 1 });
    const snapshot = snapshotOf([accountOf({ name: "a", ...changes }), other], rows);
    expect(order(snapshot, { rooms })).toEqual(["b"]);
  });

  test("at its limit: the next one serves; all at their limits: 429 with the true wait", () => {
    const { rooms, advance } = makeRooms();
    const accounts = [
      accountOf({ name: "a", rateLimit: 1 }),
      accountOf({ name: "b", rateLimit: 1 }),
    ];
    rooms.windows.take(accountWindow("id-a"), 1);
    expect(order(snapshotOf(accounts, rows), { rooms })).toEqual(["b"]);
    advance(20_000);
    rooms.windows.take(accountWindow("id-b"), 1);
    expect(order(snapshotOf(accounts, rows), { rooms })).toMatchObject({
      kind: "rate_limit",
      retryAfterSeconds: 40,
    });
  });

  test("accounts at rest come last, the soonest awake first", () => {
    const { rooms } = makeRooms();
    rooms.rests.start("account", resting("id-a"), 30_000);
    rooms.rests.start("account", resting("id-b"), 10_000);
    const all = [...rows, row("c", { priority: -1 })];
    expect(order(snapshotOf(three, all), { rooms })).toEqual(["c", "b", "a"]);
  });
});

describe("choosing oneself", () => {
  const [a, , c] = three;
  const snapshot = snapshotOf(three, [row("a", { targetModel: "mapped" }), row("b")]);
  const tenant = {
    id: "t",
    name: "team",
    enabled: true,
    configId: null,
    rateLimit: 0,
    settings: new Map<string, string>(),
  };

  function ask(headers: Record<string, string>, caller: Caller = local) {
    const override = readOverride(new Headers(headers), caller, snapshot);
    return override.ok ? order(snapshot, { override: override.value }) : override.failure;
  }

  test("an account by name or id: its row's model if it has one, else the client's", () => {
    expect(ask({ "x-codegate-account": "a" })).toEqual(["a:mapped"]);
    expect(ask({ "x-codegate-account": a?.id ?? "" })).toEqual(["a:mapped"]);
    expect(ask({ "x-codegate-account": c?.name ?? "" })).toEqual(["c"]);
  });

  test("what does not exist is a mistake of the caller", () => {
    expect(ask({ "x-codegate-account": "nobody" })).toMatchObject({ kind: "invalid_request" });
    expect(ask({ "x-codegate-config": "none" })).toMatchObject({ kind: "invalid_request" });
  });

  test("a tenant may not, unless its settings say so", () => {
    const headers = { "x-codegate-account": "c" };
    expect(ask(headers, { kind: "tenant", tenant })).toMatchObject({ kind: "permission" });
    const allowed = { ...tenant, settings: new Map([["allow_route_override", "true"]]) };
    expect(ask(headers, { kind: "tenant", tenant: allowed })).toEqual(["c"]);
  });
});

test("the tier rules of the settings come before the names", () => {
  const rows = [row("a", { tier: "haiku" }), row("b", { tier: "opus" })];
  const settings = new Map([["codegate_tier_rules", '{"some-*": "haiku"}']]);
  const snapshot = { ...snapshotOf(three, rows), settings };
  expect(order(snapshot, { model: "some-5" })).toEqual(["a"]);
  expect(order(snapshot, { model: "other" })).toEqual(["b", "a"]);
});
