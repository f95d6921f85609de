/** One real call to one account, on the way that a request takes, and what it leaves behind. */
import { unknownServed } from "../../base/served.ts";
import { readServed } from "../../usage/read-served.ts";
import type { UpstreamAnswer } from "../../attempt/answer.ts";
import { connectionCode } from "../../attempt/abandoned.ts";
import type { Attempt } from "../../attempt/attempt.ts";
import { judge } from "../../attempt/judge.ts";
import { prepareSame } from "../../attempt/prepare-same.ts";
import { createLeave } from "../../attempt/leave.ts";
import { send } from "../../attempt/send.ts";
import type { Trouble } from "../../attempt/trouble.ts";
import { limits } from "../../base/limits.ts";
import { noMeters } from "../../base/meters.ts";
import { newId } from "../../base/new-id.ts";
import { unknownUsage, type Usage } from "../../base/usage.ts";
import { findOffer, providerOf } from "../../provider/find-offer.ts";
import type { ModelRequest } from "../../read/read-request.ts";
import { createRecorder, noUsage, type Ending } from "../../record/record.ts";
import type { RequestFacts } from "../../record/request-facts.ts";
import { createModelLimits } from "../../route/model-limits.ts";
import { detectTier } from "../../route/detect-tier.ts";
import { createSpend, nothingReserved } from "../../route/spend.ts";
import type { StoreRow } from "../../store/rows.ts";
import type { Account, Snapshot } from "../../store/snapshot.ts";
import { readUsage, readUsages } from "../../usage/read-usage.ts";
import { buildTestRequest } from "./build-test-request.ts";

export interface TestInput {
  readonly account: Account;
  readonly model: string;
  readonly snapshot: Snapshot;
}

export interface TestRooms {
  readonly fetch: (url: string, init: BunFetchRequestInit) => Promise<Response>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface TestOutcome {
  /** Null when the account answered. */
  readonly trouble: Trouble | null;
  /** The host that was called. */
  readonly host: string;
  readonly milliseconds: number;
  /** What is to be written down. */
  readonly rows: readonly StoreRow[];
}

/** Why this account: somebody asked for it by name. */
const testRoute = "accounts test";

/** The account must be usable. */
export async function testAccount(input: TestInput, rooms: TestRooms): Promise<TestOutcome> {
  const { account, model, snapshot } = input;
  const provider = providerOf(account);
  const request = buildTestRequest(provider, model);
  const { dialect } = request;
  const offer = findOffer(account, dialect);
  if (offer === null) throw new Error(`${account.provider} has no address for its own dialect`);
  const alone = { isForAll: true, billing: "", window: "" };
  const resting = { accountId: account.id, provider: provider.id, family: model };
  const candidate = { account, provider, offer, dialect, model, resting, ...alone };
  const limitsOf = createModelLimits(() => undefined)(snapshot);
  const clientHeaders = new Headers();
  const outgoing = prepareSame({
    request,
    candidate,
    clientHeaders,
    query: "",
    limitsOf,
    dropsThinking: false,
    sealingKey: null,
    keepsHere: false,
  });
  const attempt: Attempt = {
    number: 1,
    tried: [],
    candidate,
    outgoing,
    startedAt: rooms.now(),
    reservation: nothingReserved,
  };
  const sent = await send({ outgoing, account, dialect, leave: createLeave() }, sendOptions(rooms));
  const { host } = new URL(outgoing.url);
  if (sent.ok) {
    const ending = await endWell(request, sent.value, rooms.now() - attempt.startedAt);
    const rows = recordSuccess(request, attempt, ending, rooms);
    return { trouble: null, host, milliseconds: rooms.now() - attempt.startedAt, rows };
  }
  if (sent.failure.kind === "gone") throw new Error("nobody leaves a test");
  const rows = recordFailure(request, attempt, sent.failure, rooms);
  return { trouble: sent.failure, host, milliseconds: rooms.now() - attempt.startedAt, rows };
}

function sendOptions({ fetch }: TestRooms) {
  const timeout = limits.accountTestTimeoutMs;
  return {
    fetch,
    // A command has kept none.
    renewConnections: () => undefined,
    noteSentAgain: () => undefined,
    headersTimeoutMs: timeout,
    firstContentTimeoutMs: timeout,
    idleTimeoutMs: timeout,
  };
}

async function endWell(
  { dialect, isStream }: ModelRequest,
  answer: UpstreamAnswer,
  firstContentMs: number,
): Promise<Ending> {
  if (answer.kind === "stream") await readToEnd(answer);
  const usage =
    answer.kind === "whole"
      ? readUsage(dialect, answer.usage)
      : readUsages(dialect, answer.watcher.seen.usages);
  return {
    status: answer.status,
    outcome: "success",
    usage: usage ?? unknownUsage,
    served:
      answer.kind === "whole" ? answer.served : readServed({ dialect, ...answer.watcher.seen }),
    isComplete: answer.kind === "whole" || answer.watcher.seen.hasEnded,
    isStream,
    firstContentMs,
    message: null,
    route: testRoute,
  };
}

/** Reads a stream to its end, for the counts that come last. A cut changes nothing for a test. */
async function readToEnd({
  reader,
  watcher,
  abort,
}: Extract<UpstreamAnswer, { kind: "stream" }>): Promise<void> {
  if (reader === null) return;
  const timer = setTimeout(() => abort("the test takes too long"), limits.accountTestTimeoutMs);
  try {
    while (!watcher.seen.hasEnded) {
      const { done, value } = await reader.read();
      if (done || value === undefined) break;
      watcher.feed(value);
    }
  } catch (error) {
    connectionCode(error);
  } finally {
    clearTimeout(timer);
    abort("the test is over");
  }
}

function factsOf(request: ModelRequest, now: number): RequestFacts {
  const { operation, dialect, model, bytes, isStream } = request;
  return {
    id: newId(),
    arrivedAt: now,
    path: `/v1/${operation}`,
    dialect,
    model,
    body: bytes,
    isStream,
    tenantId: null,
    configId: null,
    tier: detectTier(model),
    payer: { callerId: "local", conversation: null },
    warnings: [],
    logsRequests: false,
    logsBodies: false,
    keepsBodies: false,
    conversation: null,
  };
}

function recordSuccess(
  request: ModelRequest,
  attempt: Attempt,
  ending: Ending,
  rooms: TestRooms,
): readonly StoreRow[] {
  const { recorder, rows } = collectRows(rooms);
  const facts = factsOf(request, attempt.startedAt);
  const costUsd = recorder.attempt(facts, attempt, ending);
  recorder.answer(facts, attempt, ending, {
    isFailover: false,
    bytes: null,
    original: null,
    costUsd,
  });
  recorder.accountServed(attempt);
  return rows;
}

function recordFailure(
  request: ModelRequest,
  attempt: Attempt,
  trouble: Trouble,
  rooms: TestRooms,
): readonly StoreRow[] {
  const { recorder, rows } = collectRows(rooms);
  const verdict = judge(trouble, attempt.candidate.offer, rooms.now());
  const usage: Usage = trouble.kind === "refused" ? noUsage : unknownUsage;
  recorder.attempt(factsOf(request, attempt.startedAt), attempt, {
    status: trouble.kind === "refused" ? trouble.answer.status : null,
    outcome: verdict.outcome,
    usage,
    served: unknownServed,
    isComplete: trouble.kind === "refused",
    isStream: request.isStream,
    firstContentMs: null,
    message: verdict.message,
    route: testRoute,
  });
  recorder.accountFailed(attempt, verdict);
  return rows;
}

/** The gateway that runs counts the row. */
const noBudgets = { add: () => undefined };

function collectRows({ now }: TestRooms) {
  const rows: StoreRow[] = [];
  const write = (row: StoreRow) => rows.push(row);
  const rooms = {
    write,
    keepBodies: nothing,
    spend: createSpend(),
    budgets: noBudgets,
    now,
    newId,
    meters: noMeters,
  };
  return { rows, recorder: createRecorder(rooms) };
}

/** A test request is nobody's conversation. */
const nothing = () => undefined;
