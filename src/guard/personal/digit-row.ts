/** Digits with single separators between groups, from the first digit to the last. */
export interface DigitRow {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** Lengths of the groups. */
  readonly groups: readonly number[];
  /** What stands between them, one for each gap. */
  readonly gaps: readonly string[];
}
