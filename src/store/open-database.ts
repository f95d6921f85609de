import { Database } from "bun:sqlite";
import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { lazy } from "../base/lazy.ts";
import { failed, success, type Result } from "../base/result.ts";
import { tryFile } from "./file-failure.ts";
import { explainFailure, isLocked, trySqlite, type SqliteFailure } from "./sqlite-failure.ts";

export interface StoreDatabase {
  readonly client: Database;
  /** The query builder, loaded with the first query that it builds. */
  readonly orm: BunSQLiteDatabase;
  readonly path: string;
}

export interface OpenFailure {
  /** True when another process holds a lock: another try soon can succeed. */
  readonly locked: boolean;
  /** What is wrong and what to do, for people. Names no path: clients may see it. */
  readonly sentence: string;
}

/**
 * Opens `codegate.db` in the data directory, creating both when missing, for this user alone: the
 * file holds keys and, when switched on, whole conversations.
 * `busyTimeoutMs` is how long a statement blocks the whole process while another one has the lock.
 */
export function openDatabase(
  dataDirectory: string,
  busyTimeoutMs: number,
): Result<StoreDatabase, OpenFailure> {
  const path = databasePath(dataDirectory);
  const created = createFile(dataDirectory, path);
  if (!created.ok) return created;
  const opened = trySqlite(() => new Database(path, { readwrite: true, strict: true }));
  if (!opened.ok) return failed(describeFailure(opened.failure));
  const client = opened.value;
  const prepared = trySqlite(() => setPragmas(client, busyTimeoutMs));
  if (prepared.ok) return success(withBuilder(client, path));
  client.close();
  return failed(describeFailure(prepared.failure));
}

function withBuilder(client: Database, path: string): StoreDatabase {
  const orm = lazy(() => queryBuilder().drizzle({ client }));
  return {
    client,
    path,
    get orm() {
      return orm();
    },
  };
}

/** Of a file of our own, because a `require` of the package itself brings another copy of it. */
const queryBuilder = lazy(
  () => require("./query-builder.ts") as typeof import("./query-builder.ts"),
);

export function databasePath(dataDirectory: string): string {
  return join(dataDirectory, "codegate.db");
}

export function describeFailure(failure: SqliteFailure): OpenFailure {
  return { locked: isLocked(failure), sentence: explainFailure(failure) };
}

function setPragmas(client: Database, busyTimeoutMs: number): void {
  client.run(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  client.run("PRAGMA foreign_keys = ON");
  client.run("PRAGMA journal_mode = WAL");
  client.run("PRAGMA synchronous = NORMAL");
}

function createFile(dataDirectory: string, path: string): Result<null, OpenFailure> {
  const directory = tryFile(() => mkdirSync(dataDirectory, { recursive: true, mode: 0o700 }));
  if (!directory.ok) return failed(refuseCreation("The data directory", directory.failure));
  // SQLite itself would create the file readable for everybody.
  const file = tryFile(() => closeSync(openSync(path, "wx", 0o600)));
  if (file.ok || file.failure === "EEXIST") return success(null);
  return failed(refuseCreation("The database codegate.db", file.failure));
}

function refuseCreation(what: string, code: string): OpenFailure {
  const advice = "Set DATA_DIR to a directory that this user can write";
  const why = code === "EEXIST" || code === "ENOTDIR" ? "its path has a file in it" : code;
  return { locked: false, sentence: `${what} cannot be created (${why}). ${advice}.` };
}
