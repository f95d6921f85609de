import type { Database } from "bun:sqlite";
import type { Result } from "../base/result.ts";
import { indexStatements, tableStatements } from "./create-tables.ts";
import { trySqlite, type SqliteFailure } from "./sqlite-failure.ts";
import { tableShapes } from "./table-columns.ts";

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

/**
 * Asked at every start: one query, and loops without a function for each name, which would be called
 * so often that it gets compiled, for 3 MB of memory.
 */
function isComplete(client: Database): boolean {
  const present = readNames(client, namesOfAll);
  for (const name of indexStatements.keys()) if (!present.has(name)) return false;
  for (const [table, { columns, key }] of tableShapes) {
    if (!present.has(table)) return false;
    for (const name of columns) {
      if (name !== key && !present.has(`${table}.${name}`)) return false;
    }
  }
  return true;
}

const namesOfAll = `SELECT lower(name) FROM sqlite_master UNION ALL
  SELECT lower(m.name) || '.' || lower(c.name) FROM sqlite_master m, pragma_table_info(m.name) c
  WHERE m.type = 'table'`;

function addMissing(client: Database): void {
  for (const statement of tableStatements) client.run(statement);
  for (const [table, { columns, key, addition }] of tableShapes) {
    const present = readColumnNames(client, table);
    for (const name of columns) {
      if (name === key || present.has(name)) continue;
      client.run(`ALTER TABLE ${table} ADD COLUMN ${addition(name)}`);
    }
  }
  for (const statement of indexStatements.values()) client.run(statement);
}

/** Lower-case names of the columns of a table; empty when there is no such table. */
export function readColumnNames(client: Database, table: string): ReadonlySet<unknown> {
  return readNames(client, "SELECT lower(name) FROM pragma_table_info(?)", table);
}

function readNames(client: Database, query: string, ...parameters: string[]): ReadonlySet<unknown> {
  return new Set<unknown>(
    client
      .query(query)
      .values(...parameters)
      .flat(),
  );
}
