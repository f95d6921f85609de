/**
 * Inserts whose values are bound by position: built by the query builder they cost four times as
 * much, and each request leaves two or three. Ids that are there already are skipped, so that rows
 * can be written again after a crash.
 */
import type { Database } from "bun:sqlite";
import { limits } from "../base/limits.ts";
import { cutText } from "./cut-text.ts";
import type { AttemptRow, ConversationSpendRow, RequestLogRow, UsageRow } from "./rows.ts";
import { createTimestamps } from "./timestamp.ts";

type Insert<Row> = (row: Row) => void;

/** Columns by white space; an account that was deleted meanwhile would break the foreign key. */
function insertInto(table: string, columns: string, isOfAccount = false): string {
  const names = columns.trim().split(/\s+/);
  const places = names.map((name) =>
    isOfAccount && name === "account_id" ? "(SELECT id FROM accounts WHERE id = ?)" : "?",
  );
  return `INSERT INTO ${table} (${names.join(", ")}) VALUES (${places.join(", ")}) ON CONFLICT DO NOTHING`;
}

const usageColumns = `id account_id config_id tier original_model routed_model input_tokens
  output_tokens cache_read_tokens cache_write_tokens cost_usd created_at tenant_id`;

export function prepareUsageInsert(client: Database): Insert<UsageRow> {
  const statement = client.prepare(insertInto("usage", usageColumns, true));
  const timestampOf = createTimestamps();
  return (row) => {
    statement.run(
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
    );
  };
}

const requestLogColumns = `id timestamp method path inbound_format account_id account_name provider
  original_model routed_model status_code input_tokens output_tokens latency_ms is_stream
  is_failover error_message request_body response_body tenant_id`;

export function prepareRequestLogInsert(client: Database): Insert<RequestLogRow> {
  const statement = client.prepare(insertInto("request_logs", requestLogColumns));
  const timestampOf = createTimestamps();
  return (row) => {
    statement.run(
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
    );
  };
}

const attemptColumns = `id request_id attempt timestamp account_id tenant_id config_id dialect
  original_model routed_model is_stream status_code outcome latency_ms first_content_ms
  input_tokens cache_read_tokens cache_write_5m_tokens cache_write_1h_tokens output_tokens
  reasoning_tokens cost_usd price_version error_message route served_model service_tier
  long_prompt_above server_tools other_usage is_complete cost_is_least cost_kind caller
  conversation warnings`;

export function prepareAttemptInsert(client: Database): Insert<AttemptRow> {
  const statement = client.prepare(insertInto("codegate_attempts", attemptColumns));
  const timestampOf = createTimestamps();
  return (row) => {
    statement.run(
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
    );
  };
}

function emptyToNull(text: string | null): string | null {
  return text === "" ? null : text;
}

const spendColumns = "conversation usd tokens partly_known seen_at";

/** Adds to what is there: several processes may serve one conversation. */
export function prepareConversationSpend(client: Database): Insert<ConversationSpendRow> {
  const insert = insertInto("codegate_conversation_spend", spendColumns);
  const added = ["usd", "tokens", "partly_known"].map(
    (name) => `${name} = ${name} + excluded.${name}`,
  );
  const statement = client.prepare(
    insert.replace(
      "ON CONFLICT DO NOTHING",
      `ON CONFLICT DO UPDATE SET ${added.join(", ")}, seen_at = excluded.seen_at`,
    ),
  );
  const timestampOf = createTimestamps();
  return ({ id, at, usd, tokens, partlyKnown }) => {
    statement.run(id, usd, tokens, partlyKnown, timestampOf(at));
  };
}
