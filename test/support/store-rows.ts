import type { Database } from "bun:sqlite";
import type {
  AccountFailure,
  AccountSuccess,
  AttemptRow,
  RequestLogRow,
  UsageRow,
} from "../../src/store/rows.ts";

/** 2026-11-22 15:03:45 UTC. */
export const rowTime = Date.UTC(2026, 10, 22, 15, 3, 45);
export const rowTimestamp = "2026-11-22 15:03:45";

const newId = (): string => crypto.randomUUID().replaceAll("-", "");

export function usageRow(changes: Partial<UsageRow> = {}): UsageRow {
  return {
    table: "usage",
    id: newId(),
    at: rowTime,
    accountId: "a1",
    configId: "c1",
    tenantId: null,
    tier: "sonnet",
    originalModel: "claude-sonnet-4-5",
    routedModel: "gpt-4o-mini",
    inputTokens: 800,
    outputTokens: 90,
    cacheReadTokens: 7,
    cacheWriteTokens: 3,
    costUsd: 0.25,
    ...changes,
  };
}

export function requestLogRow(changes: Partial<RequestLogRow> = {}): RequestLogRow {
  return {
    table: "request_logs",
    id: newId(),
    at: rowTime,
    method: "POST",
    path: "/v1/messages",
    inboundFormat: "anthropic",
    accountId: "a1",
    accountName: "First",
    provider: "anthropic",
    originalModel: "claude-sonnet-4-5",
    routedModel: "claude-sonnet-4-5",
    statusCode: 200,
    inputTokens: 12,
    outputTokens: 34,
    latencyMs: 56,
    isStream: true,
    isFailover: false,
    errorMessage: null,
    requestBody: null,
    responseBody: null,
    tenantId: null,
    ...changes,
  };
}

export function attemptRow(changes: Partial<AttemptRow> = {}): AttemptRow {
  return {
    table: "codegate_attempts",
    id: newId(),
    requestId: "r1",
    attempt: 1,
    at: rowTime,
    accountId: "a1",
    tenantId: null,
    configId: null,
    dialect: "anthropic-messages",
    originalModel: "claude-sonnet-4-5",
    routedModel: "claude-sonnet-4-5",
    isStream: true,
    statusCode: 200,
    outcome: "success",
    latencyMs: 900,
    firstContentMs: 300,
    inputTokens: 1,
    cacheReadTokens: 2,
    cacheWrite5mTokens: 3,
    cacheWrite1hTokens: 4,
    outputTokens: 5,
    reasoningTokens: null,
    costUsd: null,
    priceVersion: null,
    errorMessage: null,
    route: null,
    servedModel: null,
    serviceTier: null,
    longPromptAbove: null,
    serverTools: null,
    otherUsage: null,
    isComplete: true,
    costIsLeast: true,
    costKind: "metered",
    caller: "local",
    conversation: null,
    warnings: null,
    ...changes,
  };
}

export function successRow(changes: Partial<AccountSuccess> = {}): AccountSuccess {
  return { table: "account-success", accountId: "a1", at: rowTime, ...changes };
}

export function failureRow(changes: Partial<AccountFailure> = {}): AccountFailure {
  return {
    table: "account-failure",
    accountId: "a1",
    at: rowTime,
    status: "error",
    error: "Server error (500)",
    ...changes,
  };
}

/** An account as another process would insert it: columns by their names in the database. */
export function insertAccount(
  database: Database,
  columns: Readonly<Record<string, string | number | null | Uint8Array>> = {},
): void {
  const row = {
    id: "a1",
    name: "First",
    provider: "custom",
    base_url: "http://127.0.0.1:9/v1",
    ...columns,
  };
  const names = Object.keys(row);
  database.run(
    `INSERT INTO accounts (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
    Object.values(row),
  );
}

/** The rows of a table, in the order in which they were written. */
export function rowsOf(database: Database, table: string): readonly Record<string, unknown>[] {
  return database.query<Record<string, unknown>, []>(`SELECT * FROM ${table} ORDER BY rowid`).all();
}
