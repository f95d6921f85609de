/** One thing that a check has to say. */
export interface Finding {
  readonly area: "place" | "keys" | "clock" | "gateway" | "accounts" | "configs" | "callers";
  /** "problem": something does not work. "warning": it works, and may not for long. */
  readonly level: "fine" | "warning" | "problem";
  /** A sentence. */
  readonly what: string;
  /** What to do, a sentence; null when there is nothing to do. */
  readonly remedy: string | null;
}

type Area = Finding["area"];

export function fine(area: Area, what: string): Finding {
  return { area, level: "fine", what, remedy: null };
}

export function warning(area: Area, what: string, remedy: string): Finding {
  return { area, level: "warning", what, remedy };
}

export function problem(area: Area, what: string, remedy: string): Finding {
  return { area, level: "problem", what, remedy };
}

/** What was found, or that all is well when nothing was. */
export function orFine(findings: readonly Finding[], area: Area, what: string): readonly Finding[] {
  return findings.length > 0 ? findings : [fine(area, what)];
}
