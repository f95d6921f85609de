/** What could go wrong: a request goes to an account it was never meant for, or to none for no reason. */
import { describe, expect, test } from "bun:test";
import type { Caller } from "../../../src/admit/identify-caller.ts";
import { createRateWindows } from "../../../src/admit/rate-windows.ts";
import { readOverride, type Override } from "../../../src/route/override.ts";
import { createRests } from "../../../src/route/rests.ts";
import { accountWindow } from "../../../src/route/candidate.ts";
import { route, type RouteRooms } from "../../../src/route/route.ts";
import { createTierRules } from "../../../src/route/tier-rules.ts";
import { createQuotas } from "../../../src/quota/keep-quota.ts";
import { readQuota } from "../../../src/quota/read-quota.ts";
import { createTurns } from "../../../src/route/turns.ts";
import {
  emptySnapshot,
  type Account,
  type RoutingConfig,
  type Snapshot,
  type TierRow,
} from "../../../src/store/snapshot.ts";
import { accountOf } from "../../support/account.ts";

const local: Caller = { kind: "local" };
const noOverride: Override = { account: null, config: null };

function row(account: string, changes: Partial<TierRow> = {}): TierRow {
  return { tier: "opus", accountId: `id-${account}`, priority: 0, targetModel: null, ...changes };
}

function snapshotOf(
  accounts: readonly Account[],
  rows: readonly TierRow[] | null = null,
  strategy = "priority",
): Snapshot {
  const config: RoutingConfig = { id: "c", name: "config", strategy, rows: rows ?? [] };
  return {
    ...emptySnapshot(null),
    accounts: new Map(accounts.map((account) => [account.id, account])),
    configs: new Map(rows === null ? [] : [["c", config]]),
    activeConfigId: rows === null ? null : "c",
  };
}

/** Milliseconds; resets are believed only when they are near. */
const start = 1_790_000_000_000;

function makeRooms(spend: Readonly<Record<string, number>> = {}) {
  let now = start;
  const clock = { now: () => now };
  const rooms: RouteRooms = {
    windows: createRateWindows(clock),
    rests: createRests({ ...clock, save: () => undefined, load: () => [] }),
    spendOf: (id) => spend[id] ?? 0,
    reservedOf: () => 0,
    nextTurn: createTurns(),
    now: clock.now,
    quotas: createQuotas({ ...clock, save: () => undefined, load: () => [] }),
    tierRules: createTierRules(() => undefined),
  };
  return { rooms, advance: (ms: number) => (now += ms) };
}

interface Asked {
  readonly model?: string;
  readonly caller?: Caller;
  readonly rooms?: RouteRooms;
  readonly override?: Override;
  readonly client?: string | null;
  /** What the request will probably cost, US dollars. */
  readonly estimate?: number | null;
}

/** Names in the order they would be tried, or the refusal. */
function order(
  snapshot: Snapshot,
  {
    model = "claude-opus-4-6",
    caller = local,
    rooms,
    override = noOverride,
    client = null,
    estimate = 0,
  }: Asked = {},
) {
  const estimateUsd = () => estimate;
  const asked = {
    model,
    dialect: "anthropic-messages",
    override,
    client,
    home: null,
    estimateUsd,
  } as const;
  const plan = route(asked, caller, snapshot, rooms ?? makeRooms().rooms);
  if (!plan.ok) return plan.failure;
  return plan.value.candidates.map(({ account, model: target }) =>
    target === model ? account.name : `${account.name}:${target}`,
  );
}

const three = ["a", "b", "c"].map((name) => accountOf({ name }));

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

/** What Claude says of a subscription; the week ends in so many days. */
const week = (used: number, days: number, overage = "allowed") =>
  new Headers({
    "anthropic-ratelimit-unified-status": used < 1 ? "allowed" : "rejected",
    "anthropic-ratelimit-unified-representative-claim": "seven_day",
    "anthropic-ratelimit-unified-7d-utilization": String(used),
    "anthropic-ratelimit-unified-7d-status": used < 1 ? "allowed" : "rejected",
    "anthropic-ratelimit-unified-7d-reset": String(start / 1_000 + days * 86_400),
    "anthropic-ratelimit-unified-overage-status": overage,
  });

function roomsWith(reports: Readonly<Record<string, Headers>>): RouteRooms {
  const { rooms } = makeRooms();
  const quotas = createQuotas({ now: rooms.now, save: () => undefined, load: () => [] });
  for (const [id, headers] of Object.entries(reports)) {
    const report = readQuota(headers, rooms.now());
    if (report !== null) quotas.note(id, "claude-opus-4-6", report);
  }
  return { ...rooms, quotas };
}

describe("quotas", () => {
  const rows = [row("a", { priority: 1 }), row("b")];
  test("quota-aware spends first what would expire unused", () => {
    const rooms = roomsWith({ "id-a": week(0.5, 6), "id-b": week(0.5, 1) });
    const snapshot = snapshotOf(three, rows, "quota-aware");
    expect(order(snapshot, { rooms })).toEqual(["b", "a"]);
  });

  test("a used-up plan does not turn into a bill, unless the account is named", () => {
    const rooms = roomsWith({ "id-a": week(1, 3) });
    const snapshot = snapshotOf(three, rows);
    expect(order(snapshot, { rooms })).toEqual(["b"]);
    const settings = new Map([["codegate_overage_accounts", "x, a"]]);
    // Named for it, but what costs nothing more comes first.
    expect(order({ ...snapshot, settings }, { rooms })).toEqual(["b", "a"]);
  });
});
