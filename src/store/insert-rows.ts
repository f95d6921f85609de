import { sql } from "drizzle-orm";
import { limits } from "../base/limits.ts";
import { cutText } from "./cut-text.ts";
import type { StoreDatabase } from "./open-database.ts";
import type { AttemptRow, RequestLogRow, UsageRow } from "./rows.ts";
import { accounts, codegateAttempts, requestLogs, usage } from "./schema.ts";
import { formatTimestamp } from "./timestamp.ts";

/** Ids that are there already are skipped, so that rows can be written again after a crash. */
const placeholder = sql.placeholder;

export function prepareUsageInsert(database: StoreDatabase): (row: UsageRow) => void {
  // An account that was deleted meanwhile would break the foreign key and lose the row.
  const existingAccount = sql`(select ${accounts.id} from ${accounts} where ${accounts.id} = ${placeholder("accountId")})`;
  const statement = database.orm
    .insert(usage)
    .values({
      id: placeholder("id"),
      accountId: existingAccount,
      configId: placeholder("configId"),
      tier: placeholder("tier"),
      originalModel: placeholder("originalModel"),
      routedModel: placeholder("routedModel"),
      inputTokens: placeholder("inputTokens"),
      outputTokens: placeholder("outputTokens"),
      cacheReadTokens: placeholder("cacheReadTokens"),
      cacheWriteTokens: placeholder("cacheWriteTokens"),
      costUsd: placeholder("costUsd"),
      createdAt: placeholder("createdAt"),
      tenantId: placeholder("tenantId"),
    })
    .onConflictDoNothing()
    .prepare();
  return (row) => {
    statement.run({
      ...row,
      configId: emptyToNull(row.configId),
      tenantId: emptyToNull(row.tenantId),
      createdAt: formatTimestamp(row.at),
    });
  };
}

export function prepareRequestLogInsert(database: StoreDatabase): (row: RequestLogRow) => void {
  const statement = database.orm
    .insert(requestLogs)
    .values({
      id: placeholder("id"),
      timestamp: placeholder("timestamp"),
      method: placeholder("method"),
      path: placeholder("path"),
      inboundFormat: placeholder("inboundFormat"),
      accountId: placeholder("accountId"),
      accountName: placeholder("accountName"),
      provider: placeholder("provider"),
      originalModel: placeholder("originalModel"),
      routedModel: placeholder("routedModel"),
      statusCode: placeholder("statusCode"),
      inputTokens: placeholder("inputTokens"),
      outputTokens: placeholder("outputTokens"),
      latencyMs: placeholder("latencyMs"),
      isStream: placeholder("isStream"),
      isFailover: placeholder("isFailover"),
      errorMessage: placeholder("errorMessage"),
      requestBody: placeholder("requestBody"),
      responseBody: placeholder("responseBody"),
      tenantId: placeholder("tenantId"),
    })
    .onConflictDoNothing()
    .prepare();
  return (row) => {
    statement.run({
      ...row,
      timestamp: formatTimestamp(row.at),
      isStream: row.isStream ? 1 : 0,
      isFailover: row.isFailover ? 1 : 0,
      errorMessage: cutText(row.errorMessage, limits.errorMessageLength),
      requestBody: emptyToNull(row.requestBody),
      responseBody: emptyToNull(row.responseBody),
      tenantId: emptyToNull(row.tenantId),
    });
  };
}

export function prepareAttemptInsert(database: StoreDatabase): (row: AttemptRow) => void {
  const statement = database.orm
    .insert(codegateAttempts)
    .values({
      id: placeholder("id"),
      requestId: placeholder("requestId"),
      attempt: placeholder("attempt"),
      timestamp: placeholder("timestamp"),
      accountId: placeholder("accountId"),
      tenantId: placeholder("tenantId"),
      configId: placeholder("configId"),
      dialect: placeholder("dialect"),
      originalModel: placeholder("originalModel"),
      routedModel: placeholder("routedModel"),
      isStream: placeholder("isStream"),
      statusCode: placeholder("statusCode"),
      outcome: placeholder("outcome"),
      latencyMs: placeholder("latencyMs"),
      firstContentMs: placeholder("firstContentMs"),
      inputTokens: placeholder("inputTokens"),
      cacheReadTokens: placeholder("cacheReadTokens"),
      cacheWrite5mTokens: placeholder("cacheWrite5mTokens"),
      cacheWrite1hTokens: placeholder("cacheWrite1hTokens"),
      outputTokens: placeholder("outputTokens"),
      reasoningTokens: placeholder("reasoningTokens"),
      costUsd: placeholder("costUsd"),
      priceVersion: placeholder("priceVersion"),
      errorMessage: placeholder("errorMessage"),
      route: placeholder("route"),
      servedModel: placeholder("servedModel"),
      serviceTier: placeholder("serviceTier"),
      longPromptAbove: placeholder("longPromptAbove"),
      serverTools: placeholder("serverTools"),
      otherUsage: placeholder("otherUsage"),
      isComplete: placeholder("isComplete"),
      costIsLeast: placeholder("costIsLeast"),
      costKind: placeholder("costKind"),
    })
    .onConflictDoNothing()
    .prepare();
  return (row) => {
    statement.run({
      ...row,
      timestamp: formatTimestamp(row.at),
      isStream: row.isStream ? 1 : 0,
      isComplete: row.isComplete ? 1 : 0,
      costIsLeast: row.costIsLeast ? 1 : 0,
      tenantId: emptyToNull(row.tenantId),
      configId: emptyToNull(row.configId),
      errorMessage: cutText(row.errorMessage, limits.errorMessageLength),
    });
  };
}

function emptyToNull(text: string | null): string | null {
  return text === "" ? null : text;
}
