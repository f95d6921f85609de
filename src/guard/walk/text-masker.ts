/** What the walk needs of the text level. */

/** A place in a text, in UTF-16 units, that a detector has found. */
export interface TextFinding {
  readonly start: number;
  readonly end: number;
  readonly detector: string;
  readonly label: string;
  readonly action: "mask" | "block" | "report";
  /** Which rule found it; never a part of the value. */
  readonly reason: string;
}

export interface TextReplacement {
  readonly start: number;
  readonly end: number;
  readonly token: string;
}

/** Both lists ascend and are free of overlaps. */
export interface TextDecision {
  readonly findings: readonly TextFinding[];
  readonly replacements: readonly TextReplacement[];
}

export interface TextMasker {
  /** `name` is the property name of the text in a tool's input, as context; null elsewhere. */
  decide(text: string, name: string | null): TextDecision;
  /** Takes up what a token of this request stands for. */
  remember(token: string, original: string): void;
}
