import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { getTableName } from "drizzle-orm/table";
import { getTableColumns } from "drizzle-orm/utils";
import { readColumnNames } from "./complete-schema.ts";
import type { StoreDatabase } from "./open-database.ts";
import type { RawRow } from "./raw-row.ts";

export interface TableReader {
  /** Rows in database order, with those columns that exist; null when there is no such table. */
  read(table: SQLiteTable): readonly RawRow[] | null;
}

type Query = () => readonly RawRow[];

/** Keeps its queries, which cost more to build than to run, until the schema changes. */
export function createTableReader(database: StoreDatabase): TableReader {
  const schemaVersion = database.client.prepare("PRAGMA schema_version");
  const queries = new Map<SQLiteTable, Query | null>();
  let preparedVersion: unknown = null;

  return {
    read(table) {
      const version = schemaVersion.values()[0]?.[0];
      if (version !== preparedVersion) queries.clear();
      preparedVersion = version;
      let query = queries.get(table);
      if (query === undefined) {
        query = prepareQuery(database, table);
        queries.set(table, query);
      }
      return query === null ? null : query();
    },
  };
}

function prepareQuery(database: StoreDatabase, table: SQLiteTable): Query | null {
  const present = readColumnNames(database.client, getTableName(table));
  const columns: Record<string, SQLiteColumn> = {};
  for (const [property, column] of Object.entries(getTableColumns(table))) {
    if (present.has(column.name)) columns[property] = column;
  }
  if (Object.keys(columns).length === 0) return null;
  // By hand: built by the query builder, a dozen of them would make up a tenth of a start.
  const names = Object.entries(columns).map(([property, { name }]) => `"${name}" AS "${property}"`);
  const statement = database.client.prepare<RawRow, []>(
    `SELECT ${names.join(", ")} FROM "${getTableName(table)}"`,
  );
  return () => statement.all();
}
