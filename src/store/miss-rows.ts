/** The table of missed prompt caches: why, and what it cost. */
import { limits } from "../base/limits.ts";
import { deletion, type CleaningStep } from "./cleaning-step.ts";
import type { RowStatement } from "./row-statement.ts";
import type { CacheMissRow } from "./rows.ts";
import { formatTimestamp } from "./timestamp.ts";

export interface CacheMiss {
  readonly requestId: string;
  /** "YYYY-MM-DD HH:MM:SS", UTC. */
  readonly timestamp: string;
  readonly caller: string | null;
  readonly conversation: string | null;
  /** Its name; its id when it is gone. */
  readonly account: string | null;
  readonly model: string | null;
  readonly reason: string;
  readonly explanation: string | null;
  readonly providerReason: string | null;
  readonly expectedTokens: number | null;
  readonly readTokens: number | null;
  /** US dollars; null = unknown. */
  readonly costUsd: number | null;
}

export interface MissFilter {
  /** Id of a request; null = all. */
  readonly requestId: string | null;
  readonly most: number;
}

export const missInsert: RowStatement<CacheMissRow> = {
  sql: `INSERT INTO codegate_cache_misses (id, request_id, timestamp, caller, conversation, account_id,
    model, reason, explanation, provider_reason, expected_tokens, read_tokens, cost_usd)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  bind: (row) => [
    row.id,
    row.requestId,
    formatTimestamp(row.at),
    row.caller,
    row.conversation,
    row.accountId,
    row.model,
    row.reason,
    row.explanation,
    row.providerReason,
    row.expectedTokens,
    row.readTokens,
    row.costUsd,
  ],
};

export function missSteps(now: number): readonly CleaningStep[] {
  const before = formatTimestamp(now - limits.cacheMissMs);
  return [deletion("codegate_cache_misses", "timestamp < ?", [before])];
}
