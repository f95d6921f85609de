/** A decision about a place in bytes. It holds no value, only where one stands. */
export interface Mark {
  /** Byte offsets from the beginning of what was decided about; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** JSON strings around the place: 1, or 2 in a string that holds JSON itself. */
  readonly depth: number;
  /** What takes its place; null when it is only reported. */
  readonly token: string | null;
  /** Null for a text that looked like a token already. */
  readonly finding: MarkFinding | null;
}

export interface MarkFinding {
  readonly detector: string;
  readonly label: string;
  readonly action: "mask" | "block" | "report";
  readonly reason: string;
}

export function shiftMarks(marks: readonly Mark[], by: number): readonly Mark[] {
  if (by === 0 || marks.length === 0) return marks;
  return marks.map((mark) => ({ ...mark, start: mark.start + by, end: mark.end + by }));
}
