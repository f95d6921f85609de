/** What a thread beside the requests does to rows that nobody needs any more; see `row-cleaner.ts`. */
import { limits } from "../base/limits.ts";

type Parameters = readonly (string | number)[];

/** Concerns at most so many rows as the last parameter says, and is repeated until nothing is left. */
export interface RowsStep {
  /** Rows go, or rows of the log lose their bodies. */
  readonly kind: "delete" | "strip";
  readonly table: string;
  /** Chooses the rows by their numbers. */
  readonly where: string;
  readonly parameters: Parameters;
}

/** Where choosing takes long: it is done without the lock, and the lock taken for a few at a time. */
export interface ChosenStep {
  readonly kind: "delete chosen";
  readonly table: string;
  /** A query for the names of what is to go. */
  readonly choose: string;
  readonly parameters: Parameters;
  /** Chooses the rows of one name, whose parts are its parameters. */
  readonly where: string;
}

export type CleaningStep = RowsStep | ChosenStep;

export function deletion(table: string, condition: string, parameters: Parameters): RowsStep {
  const where = `rowid IN (SELECT rowid FROM ${table} WHERE ${condition} LIMIT ?)`;
  return { kind: "delete", table, where, parameters: [...parameters, limits.rowsCleanedAtOnce] };
}
