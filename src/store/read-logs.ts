/** Rows of the log with what their requests have cost, for people. */
import { sql, type SQL } from "drizzle-orm/sql";
import { failed, success, type Result } from "../base/result.ts";
import { readStore, type StorePlace } from "./change-store.ts";
import { accounts, codegateAttempts, requestLogs, tenants } from "./schema.ts";
import { formatTimestamp } from "./timestamp.ts";

export interface LogFilter {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Part of the client's or the provider's model name. */
  readonly model: string | undefined;
  readonly tenantId: string | undefined;
  readonly onlyFailed: boolean;
  readonly most: number;
}

/** What is no text or number in the row is null. */
export interface LogLine {
  readonly id: string;
  /** "YYYY-MM-DD HH:MM:SS", UTC: when the request ended. */
  readonly timestamp: string;
  readonly path: string | null;
  readonly account: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly routedModel: string | null;
  readonly status: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly latencyMs: number | null;
  readonly isStream: boolean;
  readonly isFailover: boolean;
  readonly tenantId: string | null;
  readonly error: string | null;
  /** US dollars of all its attempts; null = nothing is known. */
  readonly costUsd: number | null;
  /** They cost more than what is known of them. */
  readonly isLeast: boolean;
}

/** The newest first. */
export function readLogs(place: StorePlace, filter: LogFilter): Result<readonly LogLine[], string> {
  const l = requestLogs;
  const { from, to, model, tenantId, onlyFailed, most } = filter;
  const pattern = `%${(model ?? "").replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const conditions: readonly SQL[] = [
    sql`${l.timestamp} >= ${formatTimestamp(from)}`,
    ...(Number.isFinite(to) ? [sql`${l.timestamp} < ${formatTimestamp(to)}`] : []),
    ...(onlyFailed ? [sql`${l.statusCode} >= 400`] : []),
    ...(tenantId === undefined ? [] : [sql`${l.tenantId} = ${tenantId}`]),
    ...(model === undefined
      ? []
      : [
          sql`(${l.originalModel} LIKE ${pattern} ESCAPE '\\' OR ${l.routedModel} LIKE ${pattern} ESCAPE '\\')`,
        ]),
  ];
  return selectLogs(place, sql.join([...conditions], sql` AND `), most);
}

/** Characters of an id that are enough to stand for it. */
const shortestPart = 4;

/** The row of an id, or of the last digits of one: the first ones are its time, alike for many. */
export function findLog(place: StorePlace, id: string): Result<LogLine, string> {
  const wanted = id.trim().toLowerCase();
  if (wanted.length < shortestPart)
    return failed(`Write at least ${shortestPart} digits of an id.`);
  const fits = sql`${requestLogs.id} = ${wanted}`;
  const ends = sql`substr(${requestLogs.id}, ${-wanted.length}) = ${wanted}`;
  const exact = selectLogs(place, fits, 1);
  const found = exact.ok && exact.value.length === 0 ? selectLogs(place, ends, 2) : exact;
  if (!found.ok) return found;
  const [first, second] = found.value;
  if (first === undefined) return failed(`There is no request ${wanted} in the log.`);
  if (second !== undefined) return failed(`Several requests end with ${wanted}; write more of it.`);
  return success(first);
}

function selectLogs(
  place: StorePlace,
  condition: SQL,
  most: number,
): Result<readonly LogLine[], string> {
  const l = requestLogs;
  return readStore(place, ({ orm }) => {
    const rows = orm
      .select({
        id: l.id,
        timestamp: l.timestamp,
        path: l.path,
        account: l.accountName,
        provider: l.provider,
        model: l.originalModel,
        routedModel: l.routedModel,
        status: l.statusCode,
        inputTokens: l.inputTokens,
        outputTokens: l.outputTokens,
        latencyMs: l.latencyMs,
        isStream: l.isStream,
        isFailover: l.isFailover,
        tenantId: l.tenantId,
        error: l.errorMessage,
        // In words: names of columns come without their table here.
        costUsd: sql<unknown>`(SELECT sum(cost_usd) FROM codegate_attempts WHERE request_id = request_logs.id)`,
        isLeast: sql<unknown>`(SELECT max(cost_usd IS NULL OR cost_is_least = 1) FROM codegate_attempts WHERE request_id = request_logs.id)`,
      })
      .from(l)
      .where(condition)
      .orderBy(sql`${l.timestamp} DESC, ${l}.rowid DESC`)
      .limit(most)
      .all();
    return success(rows.map(lineOf));
  });
}

/** Whatever its columns hold: the table is the dashboard's too. */
function lineOf(row: Readonly<Record<string, unknown>>): LogLine {
  const text = (name: string) => (typeof row[name] === "string" ? row[name] : null);
  const number = (name: string) => (typeof row[name] === "number" ? row[name] : null);
  return {
    id: text("id") ?? "",
    timestamp: text("timestamp") ?? "",
    path: text("path"),
    account: text("account"),
    provider: text("provider"),
    model: text("model"),
    routedModel: text("routedModel"),
    status: number("status"),
    inputTokens: number("inputTokens"),
    outputTokens: number("outputTokens"),
    latencyMs: number("latencyMs"),
    isStream: row["isStream"] === 1,
    isFailover: row["isFailover"] === 1,
    tenantId: text("tenantId"),
    error: text("error"),
    costUsd: number("costUsd"),
    isLeast: row["isLeast"] === 1,
  };
}

/** A call to a provider, as far as people ask for it. */
export interface AttemptLine {
  readonly number: number;
  readonly accountId: string | null;
  /** Its name; null = the account is there no more. */
  readonly account: string | null;
  readonly model: string | null;
  readonly outcome: string;
  readonly status: number | null;
  readonly latencyMs: number | null;
  readonly firstContentMs: number | null;
  readonly input: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly output: number | null;
  readonly costUsd: number | null;
  readonly isLeast: boolean;
  readonly route: string | null;
  readonly error: string | null;
}

/** The calls of a request in their order. */
export function readAttempts(
  place: StorePlace,
  requestId: string,
): Result<readonly AttemptLine[], string> {
  const a = codegateAttempts;
  const write = sql<
    number | null
  >`CASE WHEN ${a.cacheWrite5mTokens} IS NULL AND ${a.cacheWrite1hTokens} IS NULL
    THEN NULL ELSE coalesce(${a.cacheWrite5mTokens}, 0) + coalesce(${a.cacheWrite1hTokens}, 0) END`;
  return readStore(place, ({ orm }) => {
    const rows = orm
      .select({
        number: a.attempt,
        accountId: a.accountId,
        account: accounts.name,
        model: sql<string | null>`coalesce(${a.servedModel}, ${a.routedModel})`,
        outcome: a.outcome,
        status: a.statusCode,
        latencyMs: a.latencyMs,
        firstContentMs: a.firstContentMs,
        input: a.inputTokens,
        cacheRead: a.cacheReadTokens,
        cacheWrite: write,
        output: a.outputTokens,
        costUsd: a.costUsd,
        isLeast: a.costIsLeast,
        route: a.route,
        error: a.errorMessage,
      })
      .from(a)
      .leftJoin(accounts, sql`${accounts.id} = ${a.accountId}`)
      .where(sql`${a.requestId} = ${requestId}`)
      .orderBy(a.attempt, sql`${a}.rowid`)
      .all();
    return success(rows.map((row) => ({ ...row, isLeast: row.isLeast === 1 })));
  });
}

/** The id of a tenant by its name; the name itself may be an id. */
export function findTenantId(place: StorePlace, name: string): Result<string, string> {
  return readStore(place, ({ orm }) => {
    const row = orm
      .select({ id: tenants.id })
      .from(tenants)
      .where(sql`${tenants.name} = ${name} OR ${tenants.id} = ${name}`)
      .limit(1)
      .get();
    return row === undefined ? failed(`There is no tenant called ${name}.`) : success(row.id);
  });
}
