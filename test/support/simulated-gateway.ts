/**
 * The gateway's own routing, attempts, rests, quotas and bindings, under a simulated clock and over
 * simulated accounts: for a week in seconds, and for laws over random traces.
 */
import { unknownServed } from "../../src/base/served.ts";
import { createRateWindows } from "../../src/admit/rate-windows.ts";
import {
  cachedTokens,
  cacheMovedTo,
  isCacheWarm,
  parseBinding,
  type Binding,
} from "../../src/affinity/binding.ts";
import { createBindings, type Bindings } from "../../src/affinity/bindings.ts";
import type { ConversationKey } from "../../src/affinity/conversation-key.ts";
import { switchCost, worthWaitingMs } from "../../src/affinity/price-switch.ts";
import { attemptAll, type AttemptRooms } from "../../src/attempt/attempt.ts";
import { failed, success } from "../../src/base/result.ts";
import { findPrice } from "../../src/prices/find-price.ts";
import { createQuotas, type Quotas } from "../../src/quota/keep-quota.ts";
import { readQuota } from "../../src/quota/read-quota.ts";
import { createRests } from "../../src/route/rests.ts";
import { route, type Plan, type RouteRooms } from "../../src/route/route.ts";
import { nothingReserved } from "../../src/route/spend.ts";
import { createCounter, createTurns, type Turns } from "../../src/route/turns.ts";
import { emptySnapshot, type Account, type Snapshot } from "../../src/store/snapshot.ts";
import { accountOf } from "./account.ts";

export interface Turn {
  readonly conversation: string;
  readonly model: string;
  /** Tokens of the whole prompt, and of the answer. */
  readonly prompt: number;
  readonly output: number;
}

export type Reaction =
  | {
      readonly kind: "answer";
      readonly headers: Headers;
      readonly cacheRead: number;
      readonly usd: number;
    }
  | { readonly kind: "refusal"; readonly status: number; readonly headers: Headers };

export interface SimulatedFleet {
  readonly accounts: readonly (Partial<Account> & { readonly name: string })[];
  ask(name: string, turn: Turn, now: number): Reaction;
}

/** What outlives a restart, as the store's hints do: by kind and key. */
export type Memory = Map<string, Map<string, string>>;

export interface SimulatedGateway {
  readonly fleet: SimulatedFleet;
  /** Milliseconds since the epoch. */
  readonly clock: { time: number };
  readonly rooms: RouteRooms & { readonly quotas: Quotas; readonly turns: Turns };
  readonly bindings: Bindings;
  readonly snapshot: Snapshot;
  /** US dollars by account id. */
  readonly spend: Map<string, number>;
}

export type Served =
  | { readonly account: string; readonly cacheRead: number }
  | { readonly account: null; readonly status: number; readonly retryMs: number };

type Answer = Extract<Reaction, { kind: "answer" }>;

export interface GatewayOptions {
  readonly fleet: SimulatedFleet;
  readonly strategy: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly memory?: Memory;
}

export function createGateway(options: GatewayOptions): SimulatedGateway {
  const { fleet, strategy, start, memory = new Map() } = options;
  const clock = { time: start };
  const now = () => clock.time;
  const spend = new Map<string, number>();
  const hints = (kind: string) => ({ now, ...keeper(memory, kind) });
  const turns = createTurns({ ...hints("turn"), count: createCounter() });
  const rooms = {
    now,
    rests: createRests(hints("rest")),
    quotas: createQuotas(hints("quota")),
    windows: createRateWindows({ now }),
    spendOf: (id: string) => spend.get(id) ?? 0,
    reservedOf: () => 0,
    tierRules: () => [],
    nextTurn: turns.next,
    turns,
  };
  const { save, load } = hints("binding");
  const bindings = createBindings({
    now,
    save: (changed) => changed.forEach((each) => save(each.id, JSON.stringify(each))),
    load: () => load().flatMap(({ value }) => parseBinding(value) ?? []),
  });
  return { fleet, clock, rooms, bindings, spend, snapshot: snapshotOf(fleet, strategy) };
}

function keeper(memory: Memory, kind: string) {
  const kept = memory.get(kind) ?? new Map<string, string>();
  memory.set(kind, kept);
  return {
    save: (key: string, value: string | null) =>
      void (value === null ? kept.delete(key) : kept.set(key, value)),
    load: () => Array.from(kept, ([key, value]) => ({ key, value })),
  };
}

/** Moves the clock on; it never goes back. */
export function wait({ clock }: SimulatedGateway, until: number): void {
  clock.time = Math.max(clock.time, until);
}

export async function serve(
  gateway: SimulatedGateway,
  turn: Turn,
  staysHome: boolean,
): Promise<Served> {
  const { rooms, snapshot } = gateway;
  const { model } = turn;
  const key = keyOf(turn);
  const home = staysHome ? homeOf(gateway, key) : null;
  const asked = {
    model,
    dialect: "anthropic-messages",
    override,
    client: "claude-code",
    home,
    estimateUsd: () => 0,
  } as const;
  const plan = route(asked, { kind: "local" }, snapshot, rooms);
  if (!plan.ok) return limited(plan.failure.retryAfterSeconds);
  let answer: Answer | null = null;
  const attempted = await attemptAll(
    waitForHome(gateway, plan.value, turn),
    attemptRooms(gateway, turn, (given) => (answer = given)),
  );
  if (attempted.kind === "failed") return limited(attempted.refusal.retryAfterSeconds);
  if (attempted.kind !== "answered" || answer === null) {
    const status = attempted.kind === "refused" ? attempted.status : 502;
    return { account: null, status, retryMs: 5_000 };
  }
  return noteAnswer(gateway, turn, { ...attempted.attempt.candidate, answer });
}

const override = { account: null, config: null };

export function keyOf({ conversation: id }: Turn): ConversationKey {
  return { id, callerId: "local", session: id, source: "session-header", needsState: false };
}

/** As `journey/find-home.ts`. */
function homeOf({ bindings, clock }: SimulatedGateway, key: ConversationKey): Binding | null {
  const binding = bindings.lookup(key);
  const better = binding === null ? null : cacheMovedTo(binding, clock.time);
  return better === null ? binding : bindings.bind(key, better, "cache-moved");
}

/** As `journey/wait-for-home.ts`, at the usual patience. */
function waitForHome({ clock }: SimulatedGateway, plan: Plan, turn: Turn): Plan {
  const { home } = plan.asked;
  const own = plan.candidates.find(({ account }) => account.id === home?.accountId);
  if (home === null || own === undefined || plan.isAtHome) return plan;
  const waitMs = plan.restMs.get(own) ?? 0;
  const cost = switchCost({
    cachedTokens: cachedTokens(home, turn.prompt * 4),
    price: findPrice(own.account.provider, own.model, clock.time),
    hasThinking: false,
    cacheIsWarm: isCacheWarm(home, clock.time),
    cacheMs: home.cacheMs,
  });
  if (waitMs === 0 || waitMs > worthWaitingMs(cost, "cheap")) return plan;
  clock.time += waitMs;
  return { ...plan, candidates: [own, ...plan.candidates.filter((each) => each !== own)] };
}

function attemptRooms(
  { rooms, fleet, clock }: SimulatedGateway,
  turn: Turn,
  onAnswer: (answer: Answer) => void,
): AttemptRooms {
  return {
    ...rooms,
    whyUnpaid: () => null,
    reserve: () => nothingReserved,
    worthWaitingMs: () => 0,
    exclusively: (work) => work(),
    pause: async (milliseconds) => {
      clock.time += milliseconds;
      return true;
    },
    prepare: () => success(nothingSent),
    mend: async () => null,
    send: async ({ account }) => {
      const reaction = fleet.ask(account.name, turn, clock.time);
      const { headers } = reaction;
      const report = readQuota(headers, clock.time);
      if (report !== null) rooms.quotas.note(account.id, turn.model, report);
      if (reaction.kind === "answer") {
        onAnswer(reaction);
        return success(wholeAnswer(200, headers));
      }
      const { status } = reaction;
      return failed({
        kind: "refused",
        status,
        answer: wholeAnswer(status, headers),
        error: noWords,
      });
    },
    isAllowed: () => true,
    onFailure: () => undefined,
  };
}

/** As `journey/deliver.ts` and `journey/note-home.ts`. */
function noteAnswer(
  { rooms, bindings, spend }: SimulatedGateway,
  turn: Turn,
  {
    account,
    resting,
    answer,
  }: Pick<Plan["preferred"], "account" | "resting"> & { readonly answer: Answer },
): Served {
  const { cacheRead, usd } = answer;
  rooms.rests.clear(resting);
  spend.set(account.id, (spend.get(account.id) ?? 0) + usd);
  const key = keyOf(turn);
  bindings.bind(key, account.id, "first");
  const usage = {
    input: 0,
    cacheRead,
    cacheWrite5m: turn.prompt - cacheRead,
    cacheWrite1h: 0,
    output: turn.output,
    reasoning: 0,
  };
  bindings.touch(key, { accountId: account.id, usage, hasThinking: false });
  return { account: account.name, cacheRead };
}

function limited(seconds = 5): Served {
  return { account: null, status: 429, retryMs: seconds * 1_000 };
}

function wholeAnswer(status: number, headers: Headers) {
  return {
    kind: "whole",
    served: unknownServed,
    status,
    headers,
    bytes: new Uint8Array(),
    usage: undefined,
    converted: null,
  } as const;
}

const noWords = {
  type: "rate_limit_error",
  code: "",
  message: "",
  resetsAt: null,
  resetsInSeconds: null,
};

const nothingSent = {
  url: "",
  headers: new Headers(),
  body: new Uint8Array(),
  dialect: "anthropic-messages" as const,
  isStream: false,
  mutations: [],
  dropsUsageChunk: false,
  droppedThinking: 0,
  keepsHere: false,
  crossing: null,
  losses: [],
};

function snapshotOf(fleet: SimulatedFleet, strategy: string): Snapshot {
  const accounts = fleet.accounts.map(accountOf);
  const rows = (["opus", "sonnet"] as const).flatMap((tier) =>
    accounts.map(({ id }, index) => ({ tier, accountId: id, priority: -index, targetModel: null })),
  );
  return {
    ...emptySnapshot(null),
    accounts: new Map(accounts.map((account) => [account.id, account])),
    configs: new Map([["c", { id: "c", name: "config", strategy, rows }]]),
    activeConfigId: "c",
  };
}
