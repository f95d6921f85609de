import type { Database } from "bun:sqlite";
import { SQL } from "drizzle-orm/sql";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { getTableConfig } from "drizzle-orm/sqlite-core/utils";
import { getTableName } from "drizzle-orm/table";
import { getTableColumns } from "drizzle-orm/utils";
import type { Result } from "../base/result.ts";
import { indexStatements, tableStatements } from "./create-tables.ts";
import { allTables } from "./schema.ts";
import { trySqlite, type SqliteFailure } from "./sqlite-failure.ts";

/**
 * Creates what is missing (tables, columns, indexes) in one immediate transaction; changes nothing
 * that is there. Takes no lock when nothing is missing. Never touches `user_version`, which belongs
 * to the file's first owner.
 */
export function completeSchema(client: Database): Result<"complete" | "completed", SqliteFailure> {
  return trySqlite(() => {
    if (isComplete(client)) return "complete";
    client.transaction(() => addMissing(client)).immediate();
    return "completed";
  });
}

/** Asked at every start: one query, and no more of a table's definition than names. */
function isComplete(client: Database): boolean {
  const present = new Set(readNames(client, namesOfAll));
  if (![...indexStatements.keys()].every((name) => present.has(name))) return false;
  return allTables.every((table) => {
    const name = getTableName(table);
    return Object.values(getTableColumns(table)).every((column) =>
      present.has(column.primary ? name : `${name}.${column.name}`),
    );
  });
}

const namesOfAll = `SELECT lower(name) FROM sqlite_master UNION ALL
  SELECT lower(m.name) || '.' || lower(c.name) FROM sqlite_master m, pragma_table_info(m.name) c
  WHERE m.type = 'table'`;

function addMissing(client: Database): void {
  for (const statement of tableStatements) client.run(statement);
  for (const table of allTables) {
    const { name, columns } = getTableConfig(table);
    const present = readColumnNames(client, name);
    for (const column of columns) {
      if (present.has(column.name) || column.primary) continue;
      client.run(`ALTER TABLE ${name} ADD COLUMN ${describeColumn(column)}`);
    }
  }
  for (const statement of indexStatements.values()) client.run(statement);
}

/**
 * SQLite adds no column with a computed default, nor NOT NULL without a default: such a column of
 * a half-made table comes without them, which readers and writers here can live with.
 */
function describeColumn(column: SQLiteColumn): string {
  const declaration = `${column.name} ${column.getSQLType().toUpperCase()}`;
  const value: unknown = column.default;
  if (value === undefined || value instanceof SQL) return declaration;
  const literal = typeof value === "string" ? `'${value}'` : String(value);
  return `${declaration}${column.notNull ? " NOT NULL" : ""} DEFAULT ${literal}`;
}

/** Lower-case names of the columns of a table; empty when there is no such table. */
export function readColumnNames(client: Database, table: string): ReadonlySet<string> {
  return new Set(readNames(client, "SELECT lower(name) FROM pragma_table_info(?)", table));
}

function readNames(client: Database, query: string, ...parameters: string[]): string[] {
  return client
    .query(query)
    .values(...parameters)
    .map(([name]) => String(name));
}
