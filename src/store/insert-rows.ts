/**
 * Inserts whose values are bound by position: built by the query builder they cost four times as
 * much, and each request leaves two or three. Ids that are there already are skipped, so that rows
 * can be written again after a crash.
 */
import { limits } from "../base/limits.ts";
import { cutText } from "./cut-text.ts";
import type { AttemptRow, ConversationSpendRow, RequestLogRow, UsageRow } from "./rows.ts";
import type { RowStatement } from "./row-statement.ts";
import { createTimestamps } from "./timestamp.ts";

const timestampOf = createTimestamps();

/** Columns by white space; an account that was deleted meanwhile would break the foreign key. */
function insertInto(table: string, columns: string, isOfAccount = false): string {
  const names = columns.trim().split(/\s+/);
  const places = Array.from<string>({ length: names.length }).fill("?");
  if (isOfAccount) places[names.indexOf("account_id")] = "(SELECT id FROM accounts WHERE id = ?)";
  return `INSERT INTO ${table} (${names.join(", ")}) VALUES (${places.join(", ")}) ON CONFLICT DO NOTHING`;
}

const usageColumns = `id account_id config_id tier original_model routed_model input_tokens
  output_tokens cache_read_tokens cache_write_tokens cost_usd created_at tenant_id`;

export const usageInsert: RowStatement<UsageRow> = {
  sql: insertInto("usage", usageColumns, true),
  bind: (row) => [
    row.id,
    row.accountId,
    emptyToNull(row.configId),
    row.tier,
    row.originalModel,
    row.routedModel,
    row.inputTokens,
    row.outputTokens,
    row.cacheReadTokens,
    row.cacheWriteTokens,
    row.costUsd,
    timestampOf(row.at),
    emptyToNull(row.tenantId),
  ],
};

const requestLogColumns = `id timestamp method path inbound_format account_id account_name provider
  original_model routed_model status_code input_tokens output_tokens latency_ms is_stream
  is_failover error_message request_body response_body tenant_id`;

export const requestLogInsert: RowStatement<RequestLogRow> = {
  sql: insertInto("request_logs", requestLogColumns),
  bind: (row) => [
    row.id,
    timestampOf(row.at),
    row.method,
    row.path,
    row.inboundFormat,
    row.accountId,
    row.accountName,
    row.provider,
    row.originalModel,
    row.routedModel,
    row.statusCode,
    row.inputTokens,
    row.outputTokens,
    row.latencyMs,
    row.isStream ? 1 : 0,
    row.isFailover ? 1 : 0,
    cutText(row.errorMessage, limits.errorMessageLength),
    emptyToNull(row.requestBody),
    emptyToNull(row.responseBody),
    emptyToNull(row.tenantId),
  ],
};

const attemptColumns = `id request_id attempt timestamp account_id tenant_id config_id dialect
  original_model routed_model is_stream status_code outcome latency_ms first_content_ms
  input_tokens cache_read_tokens cache_write_5m_tokens cache_write_1h_tokens output_tokens
  reasoning_tokens cost_usd price_version error_message route served_model service_tier
  long_prompt_above server_tools other_usage is_complete cost_is_least cost_kind caller
  conversation warnings`;

export const attemptInsert: RowStatement<AttemptRow> = {
  sql: insertInto("codegate_attempts", attemptColumns),
  bind: (row) => [
    row.id,
    row.requestId,
    row.attempt,
    timestampOf(row.at),
    row.accountId,
    emptyToNull(row.tenantId),
    emptyToNull(row.configId),
    row.dialect,
    row.originalModel,
    row.routedModel,
    row.isStream ? 1 : 0,
    row.statusCode,
    row.outcome,
    row.latencyMs,
    row.firstContentMs,
    row.inputTokens,
    row.cacheReadTokens,
    row.cacheWrite5mTokens,
    row.cacheWrite1hTokens,
    row.outputTokens,
    row.reasoningTokens,
    row.costUsd,
    row.priceVersion,
    cutText(row.errorMessage, limits.errorMessageLength),
    row.route,
    row.servedModel,
    row.serviceTier,
    row.longPromptAbove,
    row.serverTools,
    row.otherUsage,
    row.isComplete ? 1 : 0,
    row.costIsLeast ? 1 : 0,
    row.costKind,
    row.caller,
    row.conversation,
    row.warnings,
  ],
};

function emptyToNull(text: string | null): string | null {
  return text === "" ? null : text;
}

const spendColumns = "conversation usd tokens partly_known seen_at";

const addedColumns = ["usd", "tokens", "partly_known"].map(
  (name) => `${name} = ${name} + excluded.${name}`,
);

/** Adds to what is there: several processes may serve one conversation. */
export const spendUpsert: RowStatement<ConversationSpendRow> = {
  sql: insertInto("codegate_conversation_spend", spendColumns).replace(
    "ON CONFLICT DO NOTHING",
    `ON CONFLICT DO UPDATE SET ${addedColumns.join(", ")}, seen_at = excluded.seen_at`,
  ),
  bind: ({ id, at, usd, tokens, partlyKnown }) => [id, usd, tokens, partlyKnown, timestampOf(at)],
};
