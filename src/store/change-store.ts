import { limits } from "../base/limits.ts";
import { failed, success, type Result } from "../base/result.ts";
import { oneLine } from "../process/logger.ts";
import { completeSchema } from "./complete-schema.ts";
import { openDatabase, type StoreDatabase } from "./open-database.ts";
import { explainFailure, isLocked, trySqlite, type SqliteFailure } from "./sqlite-failure.ts";

/** Where the database is and which keys the environment gives. */
export interface StorePlace {
  readonly dataDirectory: string;
  /** Values of the environment variables ACCOUNT_KEY and MASTER_KEY. */
  readonly accountKey: string | undefined;
  readonly masterKey: string | undefined;
}

type Work<Value> = (database: StoreDatabase) => Result<Value, string>;

/**
 * Opens the database (created and completed when needed), does one thing in one immediate
 * transaction, and closes. A failure rolls everything back. Waits for a lock up to
 * `limits.lockWaitMs` and blocks meanwhile: for the command line, not for a serving process.
 */
export function changeStore<Value>(place: StorePlace, change: Work<Value>): Result<Value, string> {
  return useStore(place, (database) => changeInTransaction(database, change));
}

/** The same without a transaction, so that reading waits for nobody. */
export function readStore<Value>(place: StorePlace, read: Work<Value>): Result<Value, string> {
  return useStore(place, read);
}

/** The same for work that has a transaction of its own. */
export function useStore<Value>(place: StorePlace, work: Work<Value>): Result<Value, string> {
  const opened = openDatabase(place.dataDirectory, limits.lockWaitMs);
  if (!opened.ok) return failed(opened.failure.sentence);
  const database = opened.value;
  try {
    const completed = completeSchema(database.client);
    if (!completed.ok) return failed(explain(completed.failure));
    const done = trySqlite(() => work(database));
    return done.ok ? done.value : failed(explain(done.failure));
  } finally {
    database.client.close();
  }
}

function changeInTransaction<Value>(
  database: StoreDatabase,
  change: Work<Value>,
): Result<Value, string> {
  const { client } = database;
  client.run("BEGIN IMMEDIATE");
  try {
    const result = change(database);
    if (result.ok) client.run("COMMIT");
    return result;
  } finally {
    if (client.inTransaction) client.run("ROLLBACK");
  }
}

function explain(failure: SqliteFailure): string {
  if (!isLocked(failure)) return explainFailure(failure);
  return "The database is locked by another process; try again when that has finished.";
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** False for a row that nothing can refer to: SQLite allows NULL and bytes as a TEXT key. */
export function hasId(row: { readonly id: unknown }): boolean {
  return typeof row.id === "string" && row.id !== "";
}

/** Characters of an id that are enough to stand for it. */
const shortestPrefix = 4;

/** The one thing meant by an id, a name (in any case, when exact fits none) or an id's beginning. */
export function findNamed<Item extends Named>(
  items: readonly Item[],
  reference: string,
  kind: string,
): Result<Item, string> {
  const wanted = reference.trim();
  const lower = wanted.toLowerCase();
  const ways: readonly ((item: Item) => boolean)[] = [
    ({ id }) => id === wanted,
    ({ name }) => name === wanted,
    ({ name }) => name.toLowerCase() === lower,
    ({ id }) => lower.length >= shortestPrefix && id.toLowerCase().startsWith(lower),
  ];
  for (const isMeant of ways) {
    const [first, ...others] = items.filter(isMeant);
    if (first === undefined) continue;
    if (others.length === 0) return success(first);
    const ids = [first, ...others].map(({ id }) => id).join(", ");
    return failed(`There are several ${kind}s called ${wanted}; use one of these ids: ${ids}.`);
  }
  return failed(`There is no ${kind} called ${wanted}.${explainNames(items)}`);
}

/** Names shown to somebody who asked for one that does not exist. */
const mostNames = 8;

function explainNames(items: readonly Named[]): string {
  if (items.length === 0) return "";
  const names = items.slice(0, mostNames).map(({ name }) => oneLine(name));
  const rest = items.length - names.length;
  return ` There ${items.length === 1 ? "is" : "are"}: ${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`;
}

/** A name for people, fit for a response header; null when it is not. */
export function parseName(name: string): string | null {
  const text = name.trim();
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text === "" || text.length > 200 || /[\u0000-\u001f\u007f]/.test(text) ? null : text;
}
