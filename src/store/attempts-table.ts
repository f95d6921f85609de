import { index, integer, real, sqliteTable, text } from "./define-table.ts";

/** One row per call to a provider. No foreign keys: what was spent outlives the account. */
export const codegateAttempts = sqliteTable(
  "codegate_attempts",
  {
    id: text("id").primaryKey(),
    requestId: text("request_id").notNull(),
    attempt: integer("attempt").notNull(),
    timestamp: text("timestamp").notNull(),
    accountId: text("account_id"),
    tenantId: text("tenant_id"),
    configId: text("config_id"),
    dialect: text("dialect"),
    originalModel: text("original_model"),
    routedModel: text("routed_model"),
    isStream: integer("is_stream"),
    statusCode: integer("status_code"),
    outcome: text("outcome").notNull(),
    latencyMs: integer("latency_ms"),
    firstContentMs: integer("first_content_ms"),
    inputTokens: integer("input_tokens"),
    cacheReadTokens: integer("cache_read_tokens"),
    cacheWrite5mTokens: integer("cache_write_5m_tokens"),
    cacheWrite1hTokens: integer("cache_write_1h_tokens"),
    outputTokens: integer("output_tokens"),
    reasoningTokens: integer("reasoning_tokens"),
    costUsd: real("cost_usd"),
    priceVersion: text("price_version"),
    errorMessage: text("error_message"),
    route: text("route"),
    servedModel: text("served_model"),
    serviceTier: text("service_tier"),
    longPromptAbove: integer("long_prompt_above"),
    serverTools: text("server_tools"),
    otherUsage: text("other_usage"),
    isComplete: integer("is_complete"),
    costIsLeast: integer("cost_is_least"),
    costKind: text("cost_kind"),
    /** Id of a tenant, or "local" or "global" for callers without one. */
    caller: text("caller"),
    /** The conversation with all models that work on it; a digest. */
    conversation: text("conversation"),
    /** What the client was warned of, as JSON. */
    warnings: text("warnings"),
  },
  (table) => [
    index("idx_codegate_attempts_timestamp").on(table.timestamp),
    index("idx_codegate_attempts_request_id").on(table.requestId),
  ],
);
