import { failed, success, type Result } from "../base/result.ts";

export interface SqliteFailure {
  /** SQLite's own name, for example "SQLITE_BUSY" or "SQLITE_CONSTRAINT_FOREIGNKEY". */
  readonly code: string;
  readonly message: string;
  /** What was thrown, for callers that have to pass it on. */
  readonly error: Error;
}

const lockCodes = ["SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"];
const rowCodes = ["SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_TOOBIG"];

/** True when waiting helps: another process holds a lock. */
export function isLocked(failure: SqliteFailure): boolean {
  return lockCodes.some((code) => failure.code.startsWith(code));
}

/** True when the row is to blame and not the database. */
export function isRowFailure(failure: SqliteFailure): boolean {
  return rowCodes.some((code) => failure.code.startsWith(code));
}

/** Runs SQL; what SQLite refuses is a value, anything else is a defect and is thrown. */
export function trySqlite<Value>(work: () => Value): Result<Value, SqliteFailure> {
  try {
    return success(work());
  } catch (error) {
    const failure = sqliteFailureOf(error) ?? sqliteFailureOf(causeOf(error));
    if (failure === null) throw error;
    return failed(failure);
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

/** Drizzle 1.0 wraps what 0.45 throws as it is; both carry SQLite's name in `code`. */
function sqliteFailureOf(error: unknown): SqliteFailure | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  const { code } = error;
  if (typeof code !== "string" || !code.startsWith("SQLITE_")) return null;
  return { code, message: error.message, error };
}

/**
 * A sentence for people: what is wrong with the database and what to do. It may reach clients,
 * so it names no path.
 */
export function explainFailure(failure: SqliteFailure): string {
  if (isLocked(failure)) {
    return "The database is locked by another process; CodeGate goes on trying.";
  }
  for (const [code, sentence] of sentences) {
    if (failure.code.startsWith(code)) return sentence;
  }
  return `The database cannot be used: ${failure.message} (${failure.code}).`;
}

const sentences: ReadonlyMap<string, string> = new Map([
  [
    "SQLITE_NOTADB",
    "The file codegate.db in the data directory is not a SQLite database. Move it away, or set DATA_DIR to another directory.",
  ],
  [
    "SQLITE_CORRUPT",
    "The database codegate.db is damaged. Restore it from a copy, or move it away to start afresh.",
  ],
  [
    "SQLITE_CANTOPEN",
    "The database codegate.db cannot be opened. Make sure that this user may read and write the data directory and every codegate.db file in it.",
  ],
  [
    "SQLITE_READONLY",
    "The database codegate.db cannot be written. Make sure that this user may write the data directory and every codegate.db file in it.",
  ],
  ["SQLITE_FULL", "The disk that holds the database is full. Free some space."],
]);
