import { readColumnNames } from "./complete-schema.ts";
import type { StoreDatabase } from "./open-database.ts";
import type { RawRow } from "./raw-row.ts";
import { propertyOf, tableShapes } from "./table-columns.ts";

export interface TableReader {
  /** Rows in database order, with those columns that exist; null when there is no such table. */
  read(table: string): readonly RawRow[] | null;
}

type Query = () => readonly RawRow[];

/** Keeps its queries, which cost more to build than to run, until the schema changes. */
export function createTableReader(database: StoreDatabase): TableReader {
  const schemaVersion = database.client.prepare("PRAGMA schema_version");
  const queries = new Map<string, Query | null>();
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

function prepareQuery(database: StoreDatabase, table: string): Query | null {
  const present = readColumnNames(database.client, table);
  // A loop: a start has a hundred of these, and a function called so often gets compiled.
  const names: string[] = [];
  for (const name of tableShapes.get(table)?.columns ?? []) {
    if (present.has(name)) names.push(`"${name}" AS "${propertyOf(name)}"`);
  }
  if (names.length === 0) return null;
  const statement = database.client.prepare<RawRow, []>(
    `SELECT ${names.join(", ")} FROM "${table}"`,
  );
  return () => statement.all();
}
