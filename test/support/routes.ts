/** Small fleets and their configs, and the order in which routing would ask them. */
import type { Caller } from "../../src/admit/identify-caller.ts";
import { createRateWindows } from "../../src/admit/rate-windows.ts";
import { createQuotas } from "../../src/quota/keep-quota.ts";
import { createRests } from "../../src/route/rests.ts";
import { route, type RouteRooms } from "../../src/route/route.ts";
import type { Override } from "../../src/route/override.ts";
import { createTierRules } from "../../src/route/tier-rules.ts";
import { createCounter } from "../../src/route/turns.ts";
import {
  emptySnapshot,
  type Account,
  type RoutingConfig,
  type Snapshot,
  type TierRow,
} from "../../src/store/snapshot.ts";
import { accountOf } from "./account.ts";

export const local: Caller = { kind: "local" };
export const noOverride: Override = { account: null, config: null };

export function row(account: string, changes: Partial<TierRow> = {}): TierRow {
  return { tier: "opus", accountId: `id-${account}`, priority: 0, targetModel: null, ...changes };
}

export function snapshotOf(
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
export const start = 1_790_000_000_000;

export function makeRooms(spend: Readonly<Record<string, number>> = {}) {
  let now = start;
  const clock = { now: () => now };
  const rooms: RouteRooms = {
    windows: createRateWindows(clock),
    rests: createRests({ ...clock, save: () => undefined, load: () => [] }),
    spendOf: (id) => spend[id] ?? 0,
    reservedOf: () => 0,
    nextTurn: createCounter(),
    now: clock.now,
    quotas: createQuotas({ ...clock, save: () => undefined, load: () => [] }),
    tierRules: createTierRules(() => undefined),
  };
  return { rooms, advance: (ms: number) => (now += ms) };
}

export interface Asked {
  readonly model?: string;
  readonly caller?: Caller;
  readonly rooms?: RouteRooms;
  readonly override?: Override;
  readonly client?: string | null;
  /** What the request will probably cost, US dollars. */
  readonly estimate?: number | null;
}

/** Names in the order they would be tried, or the refusal. */
export function order(
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

export const three = ["a", "b", "c"].map((name) => accountOf({ name }));
