/** Turns what happened into rows: one for each attempt, and the dashboard's rows per request. */
import type { Called } from "../attempt/called.ts";
import { hideInBytes } from "../attempt/hide-credential.ts";
import type { Verdict } from "../attempt/judge.ts";
import type { Meters } from "../base/meters.ts";
import type { Usage } from "../base/usage.ts";
import type { Keepsake } from "../bodies/bodies.ts";
import type { Budgets } from "../budget/budgets.ts";
import { credentialIn } from "../provider/build-headers.ts";
import { billAnswer } from "../prices/bill-answer.ts";
import type { Spend } from "../route/spend.ts";
import type { StoreRow } from "../store/rows.ts";
import { attemptRow } from "./attempt-row.ts";
import type { Ending } from "./ending.ts";
import { answeredKeepsake, unservedKeepsake } from "./keep-bodies.ts";
import {
  answeredRow,
  unservedRow,
  type AnsweredInput,
  type Delivered,
  type LoggedRequest,
  type Told,
} from "./log-row.ts";

import type { RequestFacts } from "./request-facts.ts";
export type { Ending } from "./ending.ts";
export type { Delivered, LoggedRequest, Told } from "./log-row.ts";

export interface RecorderRooms {
  readonly write: (row: StoreRow) => void;
  readonly keepBodies: (keepsake: Keepsake) => void;
  readonly spend: Spend;
  readonly budgets: Pick<Budgets, "add">;
  readonly now: () => number;
  /** A fresh row id: 32 hex digits. */
  readonly newId: () => string;
  readonly meters: Meters;
}

export interface Recorder {
  /** Attempts since the start whose cost is not known at all. */
  unpriced(): number;
  /** One row per call to a provider. Returns its cost in US dollars; null = unknown. */
  attempt(request: RequestFacts, attempt: Called, ending: Ending): number | null;
  /** The dashboard's rows for a request whose client got a provider's answer. */
  answer(request: RequestFacts, attempt: Called, ending: Ending, got: Delivered): void;
  /** The dashboard's row for a request whose client got an error of the gateway's own making. */
  unserved(request: LoggedRequest, told: Told): void;
  /** The account, not the request, failed. */
  accountFailed(attempt: Called, verdict: Pick<Verdict, "accountStatus" | "message">): void;
  accountServed(attempt: Called): void;
  /** When this process was last served by the account, milliseconds since the epoch; null = never. */
  lastSuccess(accountId: string): number | null;
}

export function createRecorder(rooms: RecorderRooms): Recorder {
  const { write, keepBodies, spend, budgets, now, newId, meters } = rooms;
  let unpriced = 0;
  const lastServed = new Map<string, number>();

  function writeAttempt(request: RequestFacts, attempt: Called, ending: Ending): number | null {
    const { account, model } = attempt.candidate;
    const { usage, served, isComplete } = ending;
    const at = attempt.startedAt;
    const bill = billAnswer({ account, model, served, usage, isComplete, at });
    const { costUsd: cost } = bill;
    if (cost === null) unpriced++;
    countAttempt(meters, attempt, ending, cost);
    const row = attemptRow({ request, attempt, ending, bill, id: newId(), latencyMs: now() - at });
    write(row);
    budgets.add(request.payer, row);
    if (cost !== null && cost > 0) spend.add(account.id, cost);
    // In the same breath: in between the money would be nobody's.
    attempt.reservation.release();
    return cost;
  }

  return {
    unpriced: () => unpriced,
    attempt: writeAttempt,
    answer(request, attempt, ending, given) {
      const got =
        request.keepsBodies || request.logsBodies ? withoutCredential(given, attempt) : given;
      write(usageRow({ request, attempt, ending, got, id: newId(), at: now() }));
      if (request.logsRequests) {
        write(answeredRow({ request, attempt, ending, got, at: now() }));
      }
      if (request.keepsBodies) keepBodies(answeredKeepsake(request, attempt, ending, got));
    },
    unserved(request, told) {
      if (request.logsRequests) write(unservedRow({ request, told, at: now() }));
      if (request.keepsBodies) keepBodies(unservedKeepsake(request, told));
    },
    accountFailed(attempt, { accountStatus, message }) {
      if (accountStatus === null) return;
      const accountId = attempt.candidate.account.id;
      write({
        table: "account-failure",
        accountId,
        at: now(),
        status: accountStatus,
        error: message,
      });
    },
    accountServed(attempt) {
      const accountId = attempt.candidate.account.id;
      lastServed.set(accountId, now());
      write({ table: "account-success", accountId, at: now() });
    },
    lastSuccess: (accountId) => lastServed.get(accountId) ?? null,
  };
}

/** A model may say the key that it is asked with, which is its client's to read but no log's. */
function withoutCredential(got: Delivered, { outgoing }: Called): Delivered {
  const credential = outgoing.headers === null ? null : credentialIn(outgoing.headers);
  const hide = (bytes: Uint8Array | null): Uint8Array | null =>
    bytes === null ? null : hideInBytes(bytes, credential);
  return { ...got, bytes: hide(got.bytes), original: hide(got.original) };
}

function countAttempt(meters: Meters, attempt: Called, ending: Ending, cost: number | null): void {
  const { provider } = attempt.candidate.account;
  meters.add("codegate_attempts_total", { provider, outcome: ending.outcome });
  const counts = tokensOf(ending.usage);
  for (const kind in counts) {
    const tokens = counts[kind] ?? null;
    if (tokens !== null && tokens > 0) meters.add("codegate_tokens_total", { kind }, tokens);
  }
  if (cost !== null && cost > 0) meters.add("codegate_cost_usd_total", {}, cost);
}

function tokensOf(usage: Usage): Readonly<Record<string, number | null>> {
  return {
    input: usage.input,
    cache_read: usage.cacheRead,
    cache_write_5m: usage.cacheWrite5m,
    cache_write_1h: usage.cacheWrite1h,
    output: usage.output,
    reasoning: usage.reasoning,
  };
}

interface UsageInput extends AnsweredInput {
  readonly id: string;
  readonly request: RequestFacts;
}

/** The dashboard's columns know no "unknown": there it is 0; `codegate_attempts` has the truth. */
function usageRow({ request, attempt, ending, got, id, at }: UsageInput): StoreRow {
  const { usage } = ending;
  return {
    table: "usage",
    id,
    at,
    accountId: attempt.candidate.account.id,
    configId: request.configId,
    tenantId: request.tenantId,
    tier: request.tier,
    originalModel: request.model,
    routedModel: attempt.candidate.model,
    inputTokens: usage.input ?? 0,
    outputTokens: usage.output ?? 0,
    cacheReadTokens: usage.cacheRead ?? 0,
    cacheWriteTokens: (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0),
    costUsd: got.costUsd,
  };
}

/** Usage of an answer that cost nothing: a refusal, or a count of tokens. */
export const noUsage: Usage = {
  input: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
  reasoning: 0,
};
