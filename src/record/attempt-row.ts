import type { Called } from "../attempt/called.ts";
import { limits } from "../base/limits.ts";
import type { Bill } from "../prices/bill-answer.ts";
import type { AttemptRow } from "../store/rows.ts";
import { isSubscription } from "../store/snapshot.ts";
import type { Ending } from "./ending.ts";
import type { RequestFacts } from "./request-facts.ts";

export interface AttemptRowInput {
  readonly request: RequestFacts;
  readonly attempt: Called;
  readonly ending: Ending;
  readonly bill: Bill;
  readonly id: string;
  readonly latencyMs: number;
}

/** The row of one call to a provider; what is not known is null in it. */
export function attemptRow(input: AttemptRowInput): AttemptRow {
  const { request, attempt, ending, bill, id, latencyMs } = input;
  const { account, model } = attempt.candidate;
  const { usage, served } = ending;
  return {
    table: "codegate_attempts",
    id,
    requestId: request.id,
    attempt: attempt.number,
    at: attempt.startedAt,
    accountId: account.id,
    tenantId: request.tenantId,
    configId: request.configId,
    dialect: request.dialect,
    originalModel: request.model,
    routedModel: model,
    isStream: ending.isStream,
    statusCode: ending.status,
    outcome: ending.outcome,
    latencyMs,
    firstContentMs: ending.firstContentMs,
    inputTokens: usage.input,
    cacheReadTokens: usage.cacheRead,
    cacheWrite5mTokens: usage.cacheWrite5m,
    cacheWrite1hTokens: usage.cacheWrite1h,
    outputTokens: usage.output,
    reasoningTokens: usage.reasoning,
    costUsd: bill.costUsd,
    priceVersion: bill.priceVersion,
    errorMessage: ending.message?.slice(0, limits.errorMessageLength) ?? null,
    route: ending.route,
    servedModel: served.model,
    serviceTier: served.serviceTier,
    longPromptAbove: bill.longPromptAbove,
    serverTools: jsonOf(served.serverTools),
    otherUsage: jsonOf(served.others),
    isComplete: ending.isComplete,
    costIsLeast: bill.isLeast,
    caller: request.payer.callerId,
    conversation: request.payer.conversation,
    warnings: jsonOf(request.warnings),
    costKind: isSubscription(account) ? "subscription" : "metered",
  };
}

/** Null for an empty list or object. */
function jsonOf(value: object): string | null {
  return Object.keys(value).length === 0 ? null : JSON.stringify(value);
}
