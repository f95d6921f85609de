/** A missed prompt cache, for programs. */
import type { CacheMiss } from "../store/miss-rows.ts";

/** Times are ISO 8601 in UTC; null = not known. */
export function missObject(miss: CacheMiss): unknown {
  return {
    request_id: miss.requestId,
    at: `${miss.timestamp.replace(" ", "T")}Z`,
    caller: miss.caller,
    conversation: miss.conversation,
    account: miss.account,
    model: miss.model,
    reason: miss.reason,
    explanation: miss.explanation,
    provider_reason: miss.providerReason,
    expected_tokens: miss.expectedTokens,
    read_tokens: miss.readTokens,
    cost_usd: miss.costUsd,
  };
}
