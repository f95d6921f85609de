/** Turns what happened into rows: one for each attempt, and the dashboard's rows per request. */
import type { Attempt } from "../attempt/attempt.ts";
import type { Verdict } from "../attempt/judge.ts";
import type { Dialect } from "../base/dialect.ts";
import { limits } from "../base/limits.ts";
import type { Usage } from "../base/usage.ts";
import type { Served } from "../base/served.ts";
import { billAnswer } from "../prices/bill-answer.ts";
import type { Spend } from "../route/spend.ts";
import type { StoreRow } from "../store/rows.ts";
import { attemptRow } from "./attempt-row.ts";

export interface RecorderRooms {
  readonly write: (row: StoreRow) => void;
  readonly spend: Spend;
  readonly now: () => number;
  /** A fresh row id: 32 hex digits. */
  readonly newId: () => string;
}

/** The request that an attempt belongs to, as far as rows speak of it. */
export interface RequestFacts {
  /** Also sent to the client as `x-codegate-request-id`. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  readonly path: string;
  readonly dialect: Dialect;
  /** The model name as the client wrote it. */
  readonly model: string;
  readonly body: Uint8Array;
  readonly tenantId: string | null;
  readonly configId: string | null;
  readonly tier: string | null;
  readonly logsRequests: boolean;
  readonly logsBodies: boolean;
}

/** How an attempt ended, as far as it has to be written down. */
export interface Ending {
  /** HTTP status of the provider; null when it gave none. */
  readonly status: number | null;
  readonly outcome: string;
  readonly usage: Usage;
  readonly served: Served;
  /** False when the answer was cut short, so that it may have cost more than was counted. */
  readonly isComplete: boolean;
  readonly isStream: boolean;
  readonly firstContentMs: number | null;
  /** For people; null after a success. */
  readonly message: string | null;
  /** Why this account; see `explainRoute`. */
  readonly route: string;
}

/** What the client got, for the log. */
export interface Delivered {
  readonly isFailover: boolean;
  /** The body, when it was whole; null for streams. */
  readonly bytes: Uint8Array | null;
  /** US dollars; null = unknown. */
  readonly costUsd: number | null;
}

export interface Recorder {
  /** Attempts since the start whose cost is not known at all. */
  unpriced(): number;
  /** One row per call to a provider. Returns its cost in US dollars; null = unknown. */
  attempt(request: RequestFacts, attempt: Attempt, ending: Ending): number | null;
  /** The dashboard's rows for a request whose client got a provider's answer. */
  answer(request: RequestFacts, attempt: Attempt, ending: Ending, got: Delivered): void;
  /** The account, not the request, failed. */
  accountFailed(attempt: Attempt, verdict: Pick<Verdict, "accountStatus" | "message">): void;
  accountServed(attempt: Attempt): void;
}

export function createRecorder(rooms: RecorderRooms): Recorder {
  const { write, spend, now, newId } = rooms;
  let unpriced = 0;

  function writeAttempt(request: RequestFacts, attempt: Attempt, ending: Ending): number | null {
    const { account, model } = attempt.candidate;
    const { usage, served, isComplete } = ending;
    const at = attempt.startedAt;
    const bill = billAnswer({ account, model, served, usage, isComplete, at });
    const { costUsd: cost } = bill;
    if (cost === null) unpriced++;
    write(attemptRow({ request, attempt, ending, bill, id: newId(), latencyMs: now() - at }));
    if (cost !== null && cost > 0) spend.add(account.id, cost);
    // In the same breath: in between the money would be nobody's.
    attempt.reservation.release();
    return cost;
  }

  return {
    unpriced: () => unpriced,
    attempt: writeAttempt,
    answer(request, attempt, ending, got) {
      write(usageRow({ request, attempt, ending, got, id: newId(), at: now() }));
      if (request.logsRequests) {
        write(logRow({ request, attempt, ending, got, id: newId(), at: now() }));
      }
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
      write({
        table: "account-success",
        accountId: attempt.candidate.account.id,
        at: now(),
      });
    },
  };
}

interface RowInput {
  readonly request: RequestFacts;
  readonly attempt: Attempt;
  readonly ending: Ending;
  readonly got: Delivered;
  readonly id: string;
  readonly at: number;
}

/** The dashboard's columns know no "unknown": there it is 0; `codegate_attempts` has the truth. */
function usageRow({ request, attempt, ending, got, id, at }: RowInput): StoreRow {
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

function logRow({ request, attempt, ending, got, id, at }: RowInput): StoreRow {
  const { account, model } = attempt.candidate;
  const status = ending.status ?? 0;
  const isError = status >= 400 && got.bytes !== null;
  const { logsBodies } = request;
  return {
    table: "request_logs",
    id,
    at,
    method: "POST",
    path: request.path,
    inboundFormat: request.dialect === "anthropic-messages" ? "anthropic" : "openai",
    accountId: account.id,
    accountName: account.name,
    provider: account.provider,
    originalModel: request.model,
    routedModel: model,
    statusCode: status,
    inputTokens: ending.usage.input ?? 0,
    outputTokens: ending.usage.output ?? 0,
    latencyMs: at - request.arrivedAt,
    isStream: ending.isStream,
    isFailover: got.isFailover,
    errorMessage: isError
      ? text(got.bytes, limits.errorMessageLength)
      : (ending.message?.slice(0, limits.errorMessageLength) ?? null),
    requestBody: logsBodies ? text(request.body, limits.loggedBodyBytes) : null,
    responseBody: logsBodies && got.bytes !== null ? text(got.bytes, limits.loggedBodyBytes) : null,
    tenantId: request.tenantId,
  };
}

function text(bytes: Uint8Array | null, limitBytes: number): string {
  return new TextDecoder().decode(bytes?.subarray(0, limitBytes));
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
