/**
 * The tables as the dashboard first creates them, each column in a line of its own, which
 * `table-columns.ts` reads.
 */
export const tableStatements: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    provider TEXT NOT NULL,
    auth_type TEXT NOT NULL DEFAULT 'api_key',
    api_key_enc TEXT,
    refresh_token_enc TEXT,
    token_expires_at INTEGER,
    base_url TEXT,
    priority INTEGER DEFAULT 0,
    rate_limit INTEGER DEFAULT 60,
    monthly_budget REAL,
    enabled INTEGER DEFAULT 1,
    subscription_type TEXT,
    account_email TEXT,
    last_used_at TEXT,
    last_error TEXT,
    last_error_at TEXT,
    error_count INTEGER DEFAULT 0,
    status TEXT DEFAULT 'unknown',
    created_at TEXT DEFAULT (datetime('now')),
    updated_at TEXT DEFAULT (datetime('now'))
  )`,
  `CREATE TABLE IF NOT EXISTS configs (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    description TEXT,
    is_active INTEGER DEFAULT 0,
    routing_strategy TEXT DEFAULT 'priority',
    created_at TEXT DEFAULT (datetime('now'))
  )`,
  `CREATE TABLE IF NOT EXISTS config_tiers (
    id TEXT PRIMARY KEY,
    config_id TEXT NOT NULL REFERENCES configs(id) ON DELETE CASCADE,
    tier TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    priority INTEGER DEFAULT 0,
    target_model TEXT
  )`,
  `CREATE TABLE IF NOT EXISTS usage (
    id TEXT PRIMARY KEY,
    account_id TEXT REFERENCES accounts(id),
    config_id TEXT,
    tier TEXT,
    original_model TEXT,
    routed_model TEXT,
    input_tokens INTEGER DEFAULT 0,
    output_tokens INTEGER DEFAULT 0,
    cache_read_tokens INTEGER DEFAULT 0,
    cache_write_tokens INTEGER DEFAULT 0,
    cost_usd REAL DEFAULT 0,
    created_at TEXT DEFAULT (datetime('now'))
  )`,
  `CREATE TABLE IF NOT EXISTS settings (
    key TEXT PRIMARY KEY,
    value TEXT
  )`,
  `CREATE TABLE IF NOT EXISTS privacy_mappings (
    id TEXT PRIMARY KEY,
    category TEXT NOT NULL,
    original_hash TEXT NOT NULL UNIQUE,
    original_enc TEXT NOT NULL,
    replacement TEXT NOT NULL UNIQUE,
    created_at TEXT DEFAULT (datetime('now'))
  )`,
  `CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY,
    container_id TEXT,
    name TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'starting',
    port INTEGER,
    account_id TEXT,
    created_at TEXT NOT NULL DEFAULT (datetime('now')),
    last_active_at TEXT NOT NULL DEFAULT (datetime('now'))
  )`,
  `CREATE TABLE IF NOT EXISTS request_logs (
    id TEXT PRIMARY KEY,
    timestamp TEXT NOT NULL DEFAULT (datetime('now')),
    method TEXT,
    path TEXT,
    inbound_format TEXT,
    account_id TEXT,
    account_name TEXT,
    provider TEXT,
    original_model TEXT,
    routed_model TEXT,
    status_code INTEGER,
    input_tokens INTEGER,
    output_tokens INTEGER,
    latency_ms INTEGER,
    is_stream INTEGER DEFAULT 0,
    is_failover INTEGER DEFAULT 0,
    error_message TEXT,
    request_body TEXT,
    response_body TEXT
  )`,
  `CREATE TABLE IF NOT EXISTS tenants (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    api_key_hash TEXT NOT NULL UNIQUE,
    api_key_prefix TEXT NOT NULL,
    config_id TEXT REFERENCES configs(id),
    rate_limit INTEGER DEFAULT 0,
    enabled INTEGER DEFAULT 1,
    created_at TEXT DEFAULT (datetime('now')),
    updated_at TEXT DEFAULT (datetime('now'))
  )`,
  `CREATE TABLE IF NOT EXISTS tenant_settings (
    tenant_id TEXT NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT,
    PRIMARY KEY (tenant_id, key)
  )`,
  `CREATE TABLE IF NOT EXISTS model_limits (
    model_id TEXT PRIMARY KEY,
    max_output_tokens INTEGER,
    supports_tool_calling INTEGER,
    supports_reasoning INTEGER
  )`,
  `CREATE TABLE IF NOT EXISTS codegate_attempts (
    id TEXT PRIMARY KEY,
    request_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    timestamp TEXT NOT NULL,
    account_id TEXT,
    tenant_id TEXT,
    config_id TEXT,
    dialect TEXT,
    original_model TEXT,
    routed_model TEXT,
    is_stream INTEGER,
    status_code INTEGER,
    outcome TEXT NOT NULL,
    latency_ms INTEGER,
    first_content_ms INTEGER,
    input_tokens INTEGER,
    cache_read_tokens INTEGER,
    cache_write_5m_tokens INTEGER,
    cache_write_1h_tokens INTEGER,
    output_tokens INTEGER,
    reasoning_tokens INTEGER,
    cost_usd REAL,
    price_version TEXT,
    error_message TEXT,
    route TEXT,
    served_model TEXT,
    service_tier TEXT,
    long_prompt_above INTEGER,
    server_tools TEXT,
    other_usage TEXT,
    is_complete INTEGER,
    cost_is_least INTEGER,
    cost_kind TEXT,
    caller TEXT,
    conversation TEXT,
    warnings TEXT
  )`,
  `CREATE TABLE IF NOT EXISTS codegate_prices (
    account_id TEXT NOT NULL,
    model TEXT NOT NULL,
    input REAL,
    cache_read REAL,
    cache_write_5m REAL,
    cache_write_1h REAL,
    output REAL,
    updated_at TEXT,
    PRIMARY KEY (account_id, model)
  )`,
  `CREATE TABLE IF NOT EXISTS codegate_budgets (
    caller TEXT NOT NULL,
    span TEXT NOT NULL,
    unit TEXT NOT NULL,
    amount REAL NOT NULL,
    updated_at TEXT,
    PRIMARY KEY (caller, span, unit)
  )`,
  `CREATE TABLE IF NOT EXISTS codegate_conversation_spend (
    conversation TEXT PRIMARY KEY,
    usd REAL,
    tokens INTEGER,
    partly_known INTEGER,
    seen_at TEXT
  )`,
  `CREATE TABLE IF NOT EXISTS codegate_cache_misses (
    id TEXT PRIMARY KEY,
    request_id TEXT NOT NULL,
    timestamp TEXT NOT NULL,
    caller TEXT,
    conversation TEXT,
    account_id TEXT,
    model TEXT,
    reason TEXT NOT NULL,
    explanation TEXT,
    provider_reason TEXT,
    expected_tokens INTEGER,
    read_tokens INTEGER,
    cost_usd REAL
  )`,
  `CREATE TABLE IF NOT EXISTS codegate_hints (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
  )`,
  `CREATE TABLE IF NOT EXISTS codegate_account_options (
    account_id TEXT PRIMARY KEY REFERENCES accounts(id) ON DELETE CASCADE,
    proxy_url TEXT,
    ca_certificates TEXT,
    dialects TEXT,
    allowed_tenants TEXT,
    allowed_clients TEXT
  )`,
  `CREATE TABLE IF NOT EXISTS codegate_grants (
    account_id TEXT PRIMARY KEY REFERENCES accounts(id) ON DELETE CASCADE,
    granted_at INTEGER,
    refreshed_at INTEGER,
    shared_file TEXT,
    lease_owner TEXT,
    lease_until INTEGER,
    retry_at INTEGER,
    failures INTEGER,
    rejected_digest TEXT,
    problem TEXT,
    problem_since INTEGER
  )`,
  `CREATE TABLE IF NOT EXISTS codegate_responses (
    caller TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (caller, id)
  )`,
];

/**
 * The column of a table that the dashboard adds later by ALTER TABLE: added so here too, the column
 * order of a fresh database is the same in both.
 */
export const laterColumns: ReadonlyMap<string, string> = new Map([
  ["accounts", "external_account_id TEXT"],
  ["usage", "tenant_id TEXT"],
  ["request_logs", "tenant_id TEXT"],
  ["tenants", "api_key_raw TEXT"],
]);

/** Index definitions by name. Created after missing columns were added. */
export const indexStatements: ReadonlyMap<string, string> = new Map(
  Object.entries({
    idx_usage_account_id: "usage(account_id)",
    idx_usage_created_at: "usage(created_at)",
    idx_usage_config_id: "usage(config_id)",
    idx_config_tiers_config_id: "config_tiers(config_id)",
    idx_config_tiers_tier: "config_tiers(tier)",
    idx_tenants_hash: "tenants(api_key_hash)",
    idx_privacy_hash: "privacy_mappings(original_hash)",
    idx_privacy_replacement: "privacy_mappings(replacement)",
    idx_request_logs_timestamp: "request_logs(timestamp)",
    idx_request_logs_status: "request_logs(status_code)",
    idx_codegate_attempts_timestamp: "codegate_attempts(timestamp)",
    idx_codegate_attempts_request_id: "codegate_attempts(request_id)",
    idx_codegate_responses_conversation: "codegate_responses(caller, conversation)",
    idx_codegate_hints_expires_at: "codegate_hints(expires_at)",
  }).map(([name, target]) => [name, `CREATE INDEX IF NOT EXISTS ${name} ON ${target}`]),
);
