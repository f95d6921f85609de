/** What SQLite takes as a value. */
export type Bound = string | number | Uint8Array | null;

/** How a row of one kind is written: one statement, with values by position. */
export interface RowStatement<Row> {
  readonly sql: string;
  readonly bind: (row: Row) => Bound[];
}
