/** Rows of the log and of what was spent. */
import { minute, kilobyte, megabyte } from "./units.ts";

export const logsLimits = {
  /** Log lines that wait for a slow reader; further ones are lost, UTF-16 units. */
  logLinesWaiting: 1 * megabyte,
  /** Longest text stored in accounts.last_error, UTF-16 units. */
  lastErrorLength: 500,
  /** Longest text stored in request_logs.error_message, UTF-16 units. */
  errorMessageLength: 1_000,
  /** Longest body that request_logs shows whole, bytes... */
  loggedBodyBytes: 8 * kilobyte,
  /** ...and the start and the end of a longer one, bytes each. */
  loggedBodyEndBytes: 1 * kilobyte,
  /** Days after which logged requests are deleted, unless `log_retention_days` says otherwise. */
  logRetentionDays: 30,
  /** The same for what was spent, unless `codegate_ledger_days` says otherwise, days. */
  ledgerDays: 400,
  /** Most days of either; more means as much, and is kept within what a date can be. */
  mostRetentionDays: 36_500,
  /** Most rows of request_logs, and most of them when many are failures... */
  logRows: 1_000_000,
  failedLogRows: 2_000_000,
  /** ...and the newest of them that show parts of bodies, failures among them... */
  logExcerpts: 5_000,
  failedLogExcerpts: 20_000,
  /** ...and how many of those before are looked at, whether they still do. */
  logExcerptsLookedAt: 50_000,
  /** Old rows are deleted so many at once, that nobody waits for long... */
  rowsCleanedAtOnce: 500,
  /** ...with a pause between, milliseconds... */
  cleaningPauseMs: 10,
  /** ...and a wait for a locked database, milliseconds. */
  cleaningLockWaitMs: 100,
  /** How often it is asked whether there is something to delete, milliseconds... */
  rowCleaningCheckMs: 1 * minute,
  /** ...and when it is done although little was written, milliseconds. */
  rowCleaningMs: 60 * minute,
  /** How often rows are looked for that expire by themselves, milliseconds... */
  expiryLookMs: 60 * minute,
  /** ...and how many conversations, hints or originals of them go at once. */
  chosenCleanedAtOnce: 200,
} as const;
