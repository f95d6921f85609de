import { sql } from "drizzle-orm/sql";
import { index, integer, primaryKey, real, sqliteTable, text } from "./define-table.ts";
import { codegateAttempts } from "./attempts-table.ts";
import { codegateResponses } from "./responses-table.ts";
import {
  codegateBudgets,
  codegateCacheMisses,
  codegateConversationSpend,
} from "./budget-tables.ts";

/**
 * The tables shared with the dashboard, column by column as it creates them, and our own tables,
 * whose names begin with `codegate_`. Affinities promise nothing about what a row holds: read
 * through `read-values.ts`, never by these types alone.
 */

const now = sql`(datetime('now'))`;

export const accounts = sqliteTable("accounts", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  provider: text("provider").notNull(),
  authType: text("auth_type").notNull().default("api_key"),
  apiKeyEnc: text("api_key_enc"),
  refreshTokenEnc: text("refresh_token_enc"),
  tokenExpiresAt: integer("token_expires_at"),
  baseUrl: text("base_url"),
  priority: integer("priority").default(0),
  rateLimit: integer("rate_limit").default(60),
  monthlyBudget: real("monthly_budget"),
  enabled: integer("enabled").default(1),
  subscriptionType: text("subscription_type"),
  accountEmail: text("account_email"),
  lastUsedAt: text("last_used_at"),
  lastError: text("last_error"),
  lastErrorAt: text("last_error_at"),
  errorCount: integer("error_count").default(0),
  status: text("status").default("unknown"),
  createdAt: text("created_at").default(now),
  updatedAt: text("updated_at").default(now),
  externalAccountId: text("external_account_id"),
});

export const configs = sqliteTable("configs", {
  id: text("id").primaryKey(),
  name: text("name").notNull().unique(),
  description: text("description"),
  isActive: integer("is_active").default(0),
  routingStrategy: text("routing_strategy").default("priority"),
  createdAt: text("created_at").default(now),
});

export const configTiers = sqliteTable(
  "config_tiers",
  {
    id: text("id").primaryKey(),
    configId: text("config_id")
      .notNull()
      .references(() => configs.id, { onDelete: "cascade" }),
    tier: text("tier").notNull(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    priority: integer("priority").default(0),
    targetModel: text("target_model"),
  },
  (table) => [
    index("idx_config_tiers_config_id").on(table.configId),
    index("idx_config_tiers_tier").on(table.tier),
  ],
);

export const usage = sqliteTable(
  "usage",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").references(() => accounts.id),
    configId: text("config_id"),
    tier: text("tier"),
    originalModel: text("original_model"),
    routedModel: text("routed_model"),
    inputTokens: integer("input_tokens").default(0),
    outputTokens: integer("output_tokens").default(0),
    cacheReadTokens: integer("cache_read_tokens").default(0),
    cacheWriteTokens: integer("cache_write_tokens").default(0),
    costUsd: real("cost_usd").default(0),
    createdAt: text("created_at").default(now),
    tenantId: text("tenant_id"),
  },
  (table) => [
    index("idx_usage_account_id").on(table.accountId),
    index("idx_usage_created_at").on(table.createdAt),
    index("idx_usage_config_id").on(table.configId),
  ],
);

export const settings = sqliteTable("settings", {
  key: text("key").primaryKey(),
  value: text("value"),
});

export const privacyMappings = sqliteTable(
  "privacy_mappings",
  {
    id: text("id").primaryKey(),
    category: text("category").notNull(),
    originalHash: text("original_hash").notNull().unique(),
    originalEnc: text("original_enc").notNull(),
    replacement: text("replacement").notNull().unique(),
    createdAt: text("created_at").default(now),
  },
  (table) => [
    index("idx_privacy_hash").on(table.originalHash),
    index("idx_privacy_replacement").on(table.replacement),
  ],
);

export const sessions = sqliteTable("sessions", {
  id: text("id").primaryKey(),
  containerId: text("container_id"),
  name: text("name").notNull(),
  status: text("status").notNull().default("starting"),
  port: integer("port"),
  accountId: text("account_id"),
  createdAt: text("created_at").notNull().default(now),
  lastActiveAt: text("last_active_at").notNull().default(now),
});

export const requestLogs = sqliteTable(
  "request_logs",
  {
    id: text("id").primaryKey(),
    timestamp: text("timestamp").notNull().default(now),
    method: text("method"),
    path: text("path"),
    inboundFormat: text("inbound_format"),
    accountId: text("account_id"),
    accountName: text("account_name"),
    provider: text("provider"),
    originalModel: text("original_model"),
    routedModel: text("routed_model"),
    statusCode: integer("status_code"),
    inputTokens: integer("input_tokens"),
    outputTokens: integer("output_tokens"),
    latencyMs: integer("latency_ms"),
    isStream: integer("is_stream").default(0),
    isFailover: integer("is_failover").default(0),
    errorMessage: text("error_message"),
    requestBody: text("request_body"),
    responseBody: text("response_body"),
    tenantId: text("tenant_id"),
  },
  (table) => [
    index("idx_request_logs_timestamp").on(table.timestamp),
    index("idx_request_logs_status").on(table.statusCode),
  ],
);

export const tenants = sqliteTable(
  "tenants",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull().unique(),
    apiKeyHash: text("api_key_hash").notNull().unique(),
    apiKeyPrefix: text("api_key_prefix").notNull(),
    configId: text("config_id").references(() => configs.id),
    rateLimit: integer("rate_limit").default(0),
    enabled: integer("enabled").default(1),
    createdAt: text("created_at").default(now),
    updatedAt: text("updated_at").default(now),
    /** The dashboard keeps the raw key here; CodeGate never writes it. */
    apiKeyRaw: text("api_key_raw"),
  },
  (table) => [index("idx_tenants_hash").on(table.apiKeyHash)],
);

export const tenantSettings = sqliteTable(
  "tenant_settings",
  {
    tenantId: text("tenant_id")
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    key: text("key").notNull(),
    value: text("value"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.key] })],
);

export const modelLimits = sqliteTable("model_limits", {
  modelId: text("model_id").primaryKey(),
  maxOutputTokens: integer("max_output_tokens"),
  supportsToolCalling: integer("supports_tool_calling"),
  supportsReasoning: integer("supports_reasoning"),
});

/** What an account can have in CodeGate and not in the dashboard. */
export const codegateAccountOptions = sqliteTable("codegate_account_options", {
  accountId: text("account_id")
    .primaryKey()
    .references(() => accounts.id, { onDelete: "cascade" }),
  proxyUrl: text("proxy_url"),
  caCertificates: text("ca_certificates"),
  dialects: text("dialects"),
  /** Names or ids by commas; NULL = every tenant and every client. */
  allowedTenants: text("allowed_tenants"),
  allowedClients: text("allowed_clients"),
});

/** How the token of an OAuth account is kept alive. Times are milliseconds since the epoch. */
export const codegateGrants = sqliteTable("codegate_grants", {
  accountId: text("account_id")
    .primaryKey()
    .references(() => accounts.id, { onDelete: "cascade" }),
  /** When a person signed in. */
  grantedAt: integer("granted_at"),
  refreshedAt: integer("refreshed_at"),
  /** Credential file of another client that is followed, never refreshed. */
  sharedFile: text("shared_file"),
  /** Who is refreshing now, and until when others leave it alone. */
  leaseOwner: text("lease_owner"),
  leaseUntil: integer("lease_until"),
  /** No further refresh before this. */
  retryAt: integer("retry_at"),
  failures: integer("failures"),
  /** SHA-256 of the stored refresh token that the provider has rejected. */
  rejectedDigest: text("rejected_digest"),
  problem: text("problem"),
  problemSince: integer("problem_since"),
});

/** Prices that a user has set. An empty account means every account. US dollars per million tokens. */
export const codegatePrices = sqliteTable(
  "codegate_prices",
  {
    accountId: text("account_id").notNull(),
    model: text("model").notNull(),
    input: real("input"),
    cacheRead: real("cache_read"),
    cacheWrite5m: real("cache_write_5m"),
    cacheWrite1h: real("cache_write_1h"),
    output: real("output"),
    updatedAt: text("updated_at"),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.model] })],
);

/** Small facts that should survive a restart; losing them is harmless. */
export const codegateHints = sqliteTable(
  "codegate_hints",
  {
    kind: text("kind").notNull(),
    key: text("key").notNull(),
    value: text("value").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.key] }),
    index("idx_codegate_hints_expires_at").on(table.expiresAt),
  ],
);

export { codegateAttempts, codegateResponses };

/** Every table, in an order in which they can be created. */
export const allTables = [
  accounts,
  configs,
  configTiers,
  usage,
  settings,
  privacyMappings,
  sessions,
  requestLogs,
  tenants,
  tenantSettings,
  modelLimits,
  codegateAttempts,
  codegateAccountOptions,
  codegateGrants,
  codegateHints,
  codegatePrices,
  codegateResponses,
  codegateBudgets,
  codegateConversationSpend,
  codegateCacheMisses,
] as const;
