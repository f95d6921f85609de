// A table that differs by one column breaks the dashboard that shares the file, or our own rows.
import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { getTableColumns, is, SQL } from "drizzle-orm";
import { getTableConfig, SQLiteSyncDialect, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { statSync } from "node:fs";
import { completeSchema } from "../../src/store/complete-schema.ts";
import { allTables } from "../../src/store/schema.ts";
import { propertyOf, tableShapes } from "../../src/store/table-columns.ts";
import { fixtureDatabases, hasFixture } from "../support/store-fixture.ts";
import { createPlace } from "../support/store-place.ts";
import { insertAccount, rowsOf } from "../support/store-rows.ts";

interface ColumnShape {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly defaultValue: string | null;
  readonly isKey: boolean;
}

const dialect = new SQLiteSyncDialect();

/** SQLite gives a computed default without its outer brackets. */
function textOfDefault(value: unknown): string | null {
  if (value === undefined) return null;
  if (is(value, SQL)) return dialect.sqlToQuery(value).sql.replace(/^\((.*)\)$/, "$1");
  return typeof value === "string" ? `'${value}'` : String(value);
}

function shapeInCode(table: SQLiteTable): readonly ColumnShape[] {
  const { columns, primaryKeys } = getTableConfig(table);
  const keys = new Set(primaryKeys.flatMap((key) => key.columns.map(({ name }) => name)));
  return columns.map((column) => ({
    name: column.name,
    type: column.getSQLType().toUpperCase(),
    // SQLite lets a TEXT primary key be NULL; Drizzle cannot say so.
    notNull: column.notNull && !column.primary,
    defaultValue: textOfDefault(column.default),
    isKey: column.primary || keys.has(column.name),
  }));
}

function shapeInDatabase(database: Database, table: string): readonly ColumnShape[] {
  return database
    .query<
      { name: string; type: string; notnull: number; dflt_value: string | null; pk: number },
      [string]
    >("SELECT * FROM pragma_table_info(?)")
    .all(table)
    .map(({ name, type, notnull, dflt_value, pk }) => ({
      name,
      type,
      notNull: notnull === 1,
      defaultValue: dflt_value,
      isKey: pk > 0,
    }));
}

interface MasterRow {
  readonly name: string;
  readonly sql: string;
}

function compact(sql: string): string {
  return sql.replace(/\s+/g, " ").replace(/ ?([(),]) ?/g, "$1");
}

/** Every definition by name, without differences of white space. */
function definitions(database: Database): ReadonlyMap<string, string> {
  const rows = database
    .query<MasterRow, []>("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    .all();
  return new Map(rows.map(({ name, sql }) => [name, compact(sql)]));
}

function openFresh(): Database {
  const database = new Database(":memory:", { strict: true });
  expect(completeSchema(database)).toEqual({ ok: true, value: "completed" });
  return database;
}

function expectComplete(database: Database): void {
  for (const table of allTables) {
    const { name } = getTableConfig(table);
    expect({ name, columns: shapeInDatabase(database, name) }).toEqual({
      name,
      columns: shapeInCode(table),
    });
  }
  expect(completeSchema(database)).toEqual({ ok: true, value: "complete" });
}

test("a fresh database has the tables of the code, column by column", () => {
  using database = openFresh();
  expectComplete(database);
});

test("rows that are read without Drizzle have the tables and names of its rows", () => {
  const byDrizzle = allTables.map((table) => {
    const columns = Object.entries(getTableColumns(table));
    return [getTableConfig(table).name, columns.map(([property, { name }]) => [name, property])];
  });
  const bySql = Array.from(tableShapes, ([table, { columns }]) => [
    table,
    columns.map((name) => [name, propertyOf(name)]),
  ]);
  expect(new Map(bySql as [string, unknown][])).toEqual(new Map(byDrizzle as [string, unknown][]));
});

test("the indexes and foreign keys of the code are those of the database", () => {
  using database = openFresh();
  const indexes = [...definitions(database)].filter(([, sql]) => sql.startsWith("CREATE INDEX"));
  const inCode = allTables.flatMap((table) =>
    getTableConfig(table).indexes.map(({ config }) => config.name),
  );
  expect(indexes.map(([name]) => name).toSorted()).toEqual(inCode.toSorted());
  for (const table of allTables) {
    const { name, foreignKeys } = getTableConfig(table);
    const expected = foreignKeys.map((key) => ({
      from: key.reference().columns[0]?.name,
      table: getTableConfig(key.reference().foreignTable).name,
      on_delete: key.onDelete === "cascade" ? "CASCADE" : "NO ACTION",
    }));
    const found = database
      .query<Record<string, unknown>, [string]>("SELECT * FROM pragma_foreign_key_list(?)")
      .all(name);
    expect(found.length).toBe(expected.length);
    expect(found).toEqual(
      expect.arrayContaining(expected.map((key) => expect.objectContaining(key))),
    );
  }
});

describe.skipIf(!hasFixture)("the dashboard's databases", () => {
  for (const fixture of fixtureDatabases) {
    test(`${fixture} has the tables of the code once it is complete`, async () => {
      await using place = createPlace(fixture);
      const database = place.connect();
      const before = rowsOf(database, "accounts").length;
      completeSchema(database);
      expectComplete(database);
      expect(rowsOf(database, "accounts").length).toBe(before);
      expect(database.query("PRAGMA user_version").values()).toEqual([[0]]);
    });
  }

  test("a fresh database is defined word by word like one that the dashboard made", async () => {
    await using place = createPlace("codegate.db");
    using fresh = openFresh();
    const ours = definitions(fresh);
    const theirs = definitions(place.connect());
    expect(theirs.size).toBe(21);
    for (const [name, sql] of theirs) expect([name, ours.get(name)]).toEqual([name, sql]);
    const extra = [...ours.keys()].filter((name) => !theirs.has(name));
    expect(extra.every((name) => name.includes("codegate_"))).toBe(true);
  });

  test("a legacy database ends up like one that the dashboard migrated", async () => {
    await using place = createPlace("codegate-legacy-schema.db");
    const database = place.connect();
    completeSchema(database);
    using fresh = openFresh();
    expect(new Map([...definitions(database)].toSorted())).toEqual(
      new Map([...definitions(fresh)].toSorted()),
    );
  });

  test("the dashboard starts on a database that the gateway made first", async () => {
    await using place = createPlace();
    await using theirs = createPlace("codegate.db");
    await place.open().close();
    const database = place.connect();
    for (const { sql } of theirs
      .connect()
      .query<MasterRow, []>("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
      .all()) {
      database.run(sql.replace(/^CREATE (TABLE|INDEX) /, "CREATE $1 IF NOT EXISTS "));
    }
    database.run(
      "INSERT INTO tenants (id, name, api_key_hash, api_key_prefix, api_key_raw) VALUES ('t', 'T', 'h', 'p', 'r')",
    );
    expectComplete(database);
  });
});

describe("half-made databases", () => {
  test("an empty file is completed", async () => {
    await using place = createPlace();
    await Bun.write(place.databasePath, "");
    expect(place.open().snapshot().problem).toBeNull();
    expectComplete(place.connect());
  });

  test("a database with model_limits alone is completed and keeps its rows", async () => {
    await using place = createPlace();
    const first = new Database(place.databasePath, { create: true });
    first.run(
      "CREATE TABLE model_limits (model_id TEXT PRIMARY KEY, max_output_tokens INTEGER, supports_tool_calling INTEGER, supports_reasoning INTEGER)",
    );
    first.run("INSERT INTO model_limits VALUES ('m', 5, NULL, NULL)");
    first.close();
    expect(place.open().snapshot().maxOutputTokens.get("m")).toBe(5);
    expectComplete(place.connect());
  });

  test("missing columns come back, unknown ones and their rows stay", () => {
    using database = new Database(":memory:", { strict: true });
    database.run("CREATE TABLE accounts (id TEXT PRIMARY KEY, provider TEXT NOT NULL, mine TEXT)");
    database.run("INSERT INTO accounts VALUES ('a', 'custom', 'kept')");
    database.run("CREATE TABLE request_logs (id TEXT PRIMARY KEY)");
    database.run("CREATE TABLE sessions (id TEXT PRIMARY KEY)");
    expect(completeSchema(database)).toEqual({ ok: true, value: "completed" });
    expect(completeSchema(database)).toEqual({ ok: true, value: "complete" });
    expect(rowsOf(database, "accounts")).toMatchObject([
      { id: "a", mine: "kept", auth_type: "api_key", rate_limit: 60, enabled: 1, name: null },
    ]);
    insertAccount(database, { id: "b" });
    expect([...definitions(database).keys()]).toContain("idx_request_logs_status");
    expect(shapeInDatabase(database, "sessions").slice(2, 4)).toEqual([
      { name: "name", type: "TEXT", notNull: false, defaultValue: null, isKey: false },
      { name: "status", type: "TEXT", notNull: true, defaultValue: "'starting'", isKey: false },
    ]);
  });

  test("user_version stays the first owner's", () => {
    using database = new Database(":memory:");
    database.run("PRAGMA user_version = 7");
    completeSchema(database);
    expect(database.query("PRAGMA user_version").values()).toEqual([[7]]);
  });

  test("nothing is half done when completing fails", () => {
    using database = new Database(":memory:");
    database.run("CREATE VIEW usage AS SELECT 1 AS id");
    expect(completeSchema(database)).toMatchObject({ ok: false });
    expect([...definitions(database).keys()]).toEqual(["usage"]);
  });
});

test("the directory and the file are for this user alone, and the settings are those agreed", async () => {
  await using place = createPlace();
  const directory = `${place.directory}/a/b`;
  const store = place.open({ dataDirectory: directory });
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(statSync(`${directory}/codegate.db`).mode & 0o777).toBe(0o600);
  expect(statSync(`${directory}/codegate.db-wal`).mode & 0o777).toBe(0o600);
  await store.close();
  using database = new Database(`${directory}/codegate.db`);
  expect(database.query("PRAGMA journal_mode").values()).toEqual([["wal"]]);
});
