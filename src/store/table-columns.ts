/**
 * The columns of every table, read from the statements that create them. A start compares and reads
 * by these, and not by Drizzle's tables, which took 5 MB of memory to load, build and compile.
 */
import { laterColumns, tableStatements } from "./create-tables.ts";

export interface TableShape {
  readonly columns: readonly string[];
  /** The column that alone is the key, without which there is no table; null = there is none. */
  readonly key: string | null;
  /** What ALTER TABLE adds for a column of it that is missing. */
  readonly addition: (column: string) => string;
}

/** In an order in which the tables can be created. */
export const tableShapes: ReadonlyMap<string, TableShape> = readShapes();

function readShapes(): ReadonlyMap<string, TableShape> {
  const shapes = new Map<string, TableShape>();
  for (const statement of tableStatements) {
    const table = /(\w+) \(/.exec(statement)?.[1] ?? "";
    const later = laterColumns.get(table);
    const lines = later === undefined ? statement : `${statement}\n    ${later}`;
    shapes.set(table, {
      // All by one call: a function that a start calls for every column would be compiled for it.
      columns: lines.match(/(?<=^ {4})(?!PRIMARY)\w+/gm) ?? [],
      key: /(\w+) TEXT PRIMARY KEY/.exec(statement)?.[1] ?? null,
      addition: (column) => describeAddition(lines, column),
    });
  }
  return shapes;
}

/**
 * SQLite adds no column with a computed default, nor NOT NULL without a default: such a column of
 * a half-made table comes without them, which readers and writers here can live with.
 */
function describeAddition(lines: string, column: string): string {
  const type = new RegExp(`^ {4}${column} (\\w+)(.*)$`, "m").exec(lines);
  const literal = / DEFAULT (?:'[^']*'|[\d.]+)/.exec(type?.[2] ?? "")?.[0] ?? "";
  const isNeeded = literal !== "" && type?.[2]?.includes(" NOT NULL") === true;
  return `${column} ${type?.[1] ?? ""}${isNeeded ? " NOT NULL" : ""}${literal}`;
}

/** What code calls a column: `cache_write_5m` is `cacheWrite5m`. */
export function propertyOf(column: string): string {
  return column.replace(/_(\w)/g, (_, first: string) => first.toUpperCase());
}
