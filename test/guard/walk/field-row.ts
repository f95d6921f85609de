import type { Dialect } from "../../../src/base/dialect.ts";

export interface FieldRow {
  readonly dialect: Dialect;
  readonly path: string;
  readonly expected: "masked" | "kept" | "json";
}

/** One row for each line. */
export function rows(dialect: Dialect, expected: FieldRow["expected"], text: string): FieldRow[] {
  const paths = text.split("\n").map((line) => line.trim());
  return paths.filter((path) => path !== "").map((path) => ({ dialect, path, expected }));
}
