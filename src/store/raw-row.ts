/** A row as SQLite returned it, by the property names of `schema.ts`. Missing columns are absent. */
export type RawRow = Readonly<Record<string, unknown>>;
