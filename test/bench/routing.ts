/**
 * What routing costs per request with 50 accounts and 10,000 live conversations: finding the
 * conversation's account, and the plan. By hand: `bun test/bench/routing.ts`. Goal: 20 µs.
 */
import type { Caller } from "../../src/admit/identify-caller.ts";
import { createRateWindows } from "../../src/admit/rate-windows.ts";
import type { Binding } from "../../src/affinity/binding.ts";
import { createBindings } from "../../src/affinity/bindings.ts";
import type { ConversationKey } from "../../src/affinity/conversation-key.ts";
import { createQuotas } from "../../src/quota/keep-quota.ts";
import { readQuota } from "../../src/quota/read-quota.ts";
import { createRests } from "../../src/route/rests.ts";
import { accountWindow } from "../../src/route/candidate.ts";
import { route, type RouteRooms } from "../../src/route/route.ts";
import { createTierRules } from "../../src/route/tier-rules.ts";
import { createCounter } from "../../src/route/turns.ts";
import { emptySnapshot, type Snapshot } from "../../src/store/snapshot.ts";
import { accountOf } from "../support/account.ts";
import { unifiedHeaders } from "../support/quota-headers.ts";

const accountCount = 50;
const conversationCount = 10_000;
const model = "claude-opus-4-6";
const local: Caller = { kind: "local" };
const rounds = 41;
const turns = 2_000;

/** Microseconds of one call: the quietest round and the median. */
function measure(run: () => unknown): { readonly best: number; readonly median: number } {
  const times: number[] = [];
  const warmUpRounds = 10;
  for (let round = -warmUpRounds; round < rounds; round++) {
    const start = Bun.nanoseconds();
    for (let turn = 0; turn < turns; turn++) run();
    if (round >= 0) times.push((Bun.nanoseconds() - start) / turns / 1_000);
  }
  const sorted = times.toSorted((one, other) => one - other);
  return { best: sorted[0] ?? Number.NaN, median: sorted[rounds >> 1] ?? Number.NaN };
}

function report(what: string, run: () => unknown): void {
  const { best, median } = measure(run);
  const columns = [best, median].map((time) => time.toFixed(2).padStart(8));
  console.log(`${what.padEnd(52)} ${columns.join("")} µs`);
}

const accounts = Array.from({ length: accountCount }, (_, index) =>
  accountOf({ name: `account ${index}`, rateLimit: 1_000, monthlyBudget: 100 }),
);

function snapshotWith(strategy: string): Snapshot {
  const rows = accounts.map(({ id }, index) => {
    return { tier: "opus" as const, accountId: id, priority: index % 5, targetModel: null };
  });
  return {
    ...emptySnapshot(null),
    accounts: new Map(accounts.map((account) => [account.id, account])),
    configs: new Map([["c", { id: "c", name: "config", strategy, rows }]]),
    activeConfigId: "c",
  };
}

/** Windows as a Claude subscription shows them, used up to a different share by each account. */
function quotaHeaders(index: number, now: number): Headers {
  const used = (index % 10) / 10;
  const seconds = (hours: number) => String(Math.round(now / 1_000) + hours * 3_600);
  return new Headers(
    unifiedHeaders({
      status: "allowed",
      "5h-status": "allowed",
      "5h-utilization": String(used),
      "5h-reset": seconds(2),
      "7d-status": "allowed",
      "7d-utilization": String(used),
      "7d-reset": seconds(100),
      "representative-claim": "five_hour",
      reset: seconds(2),
      "overage-status": "rejected",
    }),
  );
}

const now = Date.now;
const options = { now, save: () => undefined, load: () => [] };
const rests = createRests(options);
const quotas = createQuotas(options);
const windows = createRateWindows({ now });
const bindings = createBindings(options);
for (const [index, { id }] of accounts.entries()) {
  const quota = readQuota(quotaHeaders(index, now()), now());
  if (quota !== null) quotas.note(id, model, quota);
  for (let count = 0; count < 20; count++) windows.take(accountWindow(id), 1_000);
  // Every tenth account has failed lately, every twentieth rests.
  const resting = { accountId: id, provider: "anthropic", family: "opus" };
  if (index % 10 === 0) rests.start("account", resting, index % 20 === 0 ? 3_600_000 : 1);
}
const keys = Array.from({ length: conversationCount }, (_, index): ConversationKey => {
  const id = `conversation-${index}`;
  const callerId = `tenant-${index % 50}`;
  return { id, callerId, session: id, source: "session-header", needsState: false };
});
for (const [index, key] of keys.entries()) {
  bindings.bind(key, accounts[index % accountCount]?.id ?? "", "first");
}

const rooms: RouteRooms = {
  now,
  windows,
  rests,
  quotas,
  spendOf: (id) => id.length / 10,
  reservedOf: () => 0,
  tierRules: createTierRules(() => undefined),
  nextTurn: createCounter(),
};

const override = { account: null, config: null };
let next = 0;

function lookUp(): Binding | null {
  const key = keys[(next += 7_919) % conversationCount];
  return key === undefined ? null : bindings.lookup(key);
}

console.log(`${"per request".padEnd(52)}     best  median`);
report("look a conversation up", lookUp);
for (const strategy of ["priority", "round-robin", "least-used", "budget-aware", "quota-aware"]) {
  const snapshot = snapshotWith(strategy);
  report(`${strategy}: look up and route`, () =>
    route(
      {
        model,
        dialect: "anthropic-messages",
        override,
        client: "claude-code",
        home: lookUp(),
        estimateUsd: () => 0.01,
      },
      local,
      snapshot,
      rooms,
    ),
  );
}
