/** How long rows stay, by the settings of the database, and the statements that delete the others. */
import { limits } from "../base/limits.ts";
import { deletion, type RowsStep } from "./cleaning-step.ts";
import { formatTimestamp, startOfMonth } from "./timestamp.ts";

/** The dashboard's own setting; what makes no sense there counts as not set. */
export function logDays(settings: ReadonlyMap<string, string>): number {
  return days(settings.get("log_retention_days")) ?? limits.logRetentionDays;
}

/** Days of what was spent; `codegate usage` knows nothing of earlier ones. */
export function ledgerDays(settings: ReadonlyMap<string, string>): number {
  return days(settings.get("codegate_ledger_days")) ?? limits.ledgerDays;
}

/** No date is a billion days ago, which people write for "always". */
function days(text: string | undefined): number | null {
  const number = positive(text);
  return number === null ? null : Math.min(number, limits.mostRetentionDays);
}

export function positive(text: string | undefined): number | null {
  const number = Number(text?.trim() ?? "");
  return Number.isFinite(number) && number > 0 ? number : null;
}

export interface Retention {
  readonly logDays: number;
  readonly ledgerDays: number;
}

const day = 24 * 60 * 60 * 1_000;

/**
 * In order: rows that are too old, rows beyond the most that may be, bodies in rows that are no
 * longer the newest (whole ones are kept beside the database). Failures stay longer than successes.
 */
export function retentionSteps(retention: Retention, now: number): readonly RowsStep[] {
  const logsBefore = formatTimestamp(now - retention.logDays * day);
  const oldest = Math.min(now - retention.ledgerDays * day, lastMonth(now));
  const ledgerBefore = formatTimestamp(oldest);
  return [
    deletion("request_logs", "timestamp < ? ORDER BY timestamp", [logsBefore]),
    deletion("codegate_attempts", "timestamp < ? ORDER BY timestamp", [ledgerBefore]),
    deletion("usage", "created_at < ? ORDER BY created_at", [ledgerBefore]),
    deletion("request_logs", `${beyond} AND ${isSuccess} ORDER BY rowid`, [limits.logRows]),
    deletion("request_logs", `${beyond} ORDER BY rowid`, [limits.failedLogRows]),
    stripping(`${isSuccess}`, limits.logExcerpts),
    stripping("1", limits.failedLogExcerpts),
  ];
}

/** Rows get ever higher numbers. */
const beyond = "rowid <= (SELECT max(rowid) FROM request_logs) - ?";
const isSuccess = "coalesce(status_code, 0) < 400";

/** Budgets count this month, and people ask for the last one. */
function lastMonth(now: number): number {
  return startOfMonth(startOfMonth(now) - 1);
}

/** Looks at no more than some rows beyond those that keep their bodies: the others are done. */
function stripping(condition: string, kept: number): RowsStep {
  const table = "request_logs";
  const where = `rowid IN (SELECT rowid FROM ${table} WHERE ${beyond}
    AND rowid > (SELECT max(rowid) FROM ${table}) - ? AND ${condition}
    AND (request_body IS NOT NULL OR response_body IS NOT NULL) ORDER BY rowid LIMIT ?)`;
  const parameters = [kept, kept + limits.logExcerptsLookedAt, limits.rowsCleanedAtOnce];
  return { kind: "strip", table, where, parameters };
}
