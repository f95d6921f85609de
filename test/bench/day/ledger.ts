/** The gateway's own way of writing a request down, with an account that is asked by nobody. */
import type { Attempt } from "../../../src/attempt/attempt.ts";
import type { Outgoing } from "../../../src/attempt/outgoing.ts";
import { unknownServed } from "../../../src/base/served.ts";
import { limits } from "../../../src/base/limits.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { createMeters } from "../../../src/base/meters.ts";
import { newId } from "../../../src/base/new-id.ts";
import { openBodies, type BodyCounts } from "../../../src/bodies/bodies.ts";
import { readBodyLimits } from "../../../src/bodies/read-limits.ts";
import { findProvider } from "../../../src/provider/providers.ts";
import { createRecorder, type Ending } from "../../../src/record/record.ts";
import type { RequestFacts } from "../../../src/record/request-facts.ts";
import { accountWindow } from "../../../src/route/candidate.ts";
import { createSpend, nothingReserved } from "../../../src/route/spend.ts";
import { openStore } from "../../../src/store/store.ts";
import { accountOf } from "../../support/account.ts";
import { insertAccount } from "../../support/store-rows.ts";
import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { Asked } from "./conversations.ts";

export interface Ledger {
  record(asked: Asked, how: { readonly logs: boolean; readonly hasFailed: boolean }): void;
  /** Resolves when the writers have nearly caught up. */
  settle(): Promise<void>;
  clean(): Promise<void>;
  counts(): BodyCounts;
  /** Bytes of all bodies so far. */
  rawBytes(): number;
  close(): Promise<void>;
}

export interface LedgerOptions {
  readonly directory: string;
  readonly megabytes: number;
  /** When the day begins, milliseconds since the epoch. */
  readonly from: number;
  readonly perSecond: number;
}

export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { directory, megabytes, from, perSecond } = options;
  let now = from;
  const clock = { now: () => now };
  const place = { dataDirectory: directory, accountKey: undefined, masterKey: undefined };
  const store = openStore({ ...place, logger: silentLogger, clock, ownsThread: true });
  using database = new Database(join(directory, "codegate.db"), { readwrite: true, strict: true });
  insertAccount(database);
  database.run(
    "INSERT OR REPLACE INTO settings (key, value) VALUES ('codegate_bodies_megabytes', ?)",
    [String(megabytes)],
  );
  const bodies = openBodies({
    dataDirectory: directory,
    key: () => store.surelyDerivedKey("bodies"),
    limitsOf: () => readBodyLimits(store.snapshot().settings),
    logger: silentLogger,
    clock,
  });
  const recorder = createRecorder({
    write: store.write,
    keepBodies: bodies.keep,
    spend: createSpend(),
    budgets: { add: () => undefined },
    now: clock.now,
    newId,
    meters: createMeters(),
  });
  let raw = 0;

  return {
    record(asked, { logs, hasFailed }) {
      now += 1_000 / perSecond;
      raw += logs ? asked.request.length + asked.answer.length : 0;
      const request = factsOf(asked, logs, now);
      const attempt = attemptOf(asked, now);
      const ending = hasFailed ? failedEnding : goodEnding;
      const costUsd = recorder.attempt(request, attempt, ending);
      const original = logs ? asked.answer : null;
      recorder.answer(request, attempt, ending, {
        isFailover: false,
        bytes: null,
        original,
        costUsd,
      });
      recorder.accountServed(attempt);
    },
    async settle() {
      do await Bun.sleep(0);
      while (
        store.queue().rows > 2_000 ||
        bodies.counts().waitingBytes > limits.bodyQueueBytes / 4
      );
    },
    async clean() {
      await store.cleanRows();
    },
    counts: bodies.counts,
    rawBytes: () => raw,
    async close() {
      await bodies.close();
      await store.close();
    },
  };
}

function factsOf({ request, conversation }: Asked, logs: boolean, at: number): RequestFacts {
  return {
    id: newId(),
    arrivedAt: at,
    path: "/v1/messages",
    dialect: "anthropic-messages",
    model: "claude-opus-4-6",
    body: request,
    isStream: true,
    tenantId: null,
    logsRequests: logs,
    logsBodies: logs,
    keepsBodies: logs,
    conversation,
    configId: null,
    tier: "opus",
    payer: { callerId: "local", conversation: null },
    warnings: [],
  };
}

const account = { ...accountOf({ name: "First" }), id: "a1" };

function attemptOf({ request }: Asked, startedAt: number): Attempt {
  return {
    number: 1,
    tried: [],
    candidate: {
      account,
      provider: findProvider("anthropic"),
      offer: { base: "http://p.test", auth: "bearer" },
      dialect: "anthropic-messages",
      model: "claude-opus-4-6",
      resting: { accountId: account.id, provider: "anthropic", family: "opus" },
      isForAll: true,
      billing: "",
      window: accountWindow(account.id),
    },
    outgoing: { ...outgoing, body: request },
    startedAt,
    reservation: nothingReserved,
  };
}

const outgoing: Omit<Outgoing, "body"> = {
  url: "http://p.test/v1/messages",
  headers: new Headers(),
  dialect: "anthropic-messages",
  isStream: true,
  mutations: [],
  dropsUsageChunk: false,
  keepsHere: false,
  droppedThinking: 0,
  crossing: null,
  losses: [],
};

const goodEnding: Ending = {
  status: 200,
  outcome: "success",
  usage: {
    input: 30,
    cacheRead: 40_000,
    cacheWrite5m: 900,
    cacheWrite1h: 0,
    output: 300,
    reasoning: 0,
  },
  served: unknownServed,
  isComplete: true,
  isStream: true,
  firstContentMs: 900,
  message: null,
  route: "config=work; strategy=priority; First",
};

const failedEnding: Ending = {
  ...goodEnding,
  status: 529,
  outcome: "overload",
  isComplete: false,
  message: "Overloaded.",
};
