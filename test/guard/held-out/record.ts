/** A case of a held-out set, in the form that `evaluate.py` reads. */
export interface Span {
  /** Code points from the beginning of the text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly type: string;
}

export interface Case {
  readonly id: string;
  readonly category: string;
  readonly text: string;
  readonly spans: readonly Span[];
  readonly rule: string;
  readonly tier: string;
  readonly context: string;
}

export type Sets = Readonly<Record<string, readonly Case[]>>;

export interface Template {
  readonly name: string;
  /** `«V»` is the value, `«N»` the name that it is given to. */
  readonly text: string;
}

export interface Planted {
  readonly value: string;
  readonly type: string;
}

/** Where each value stands in a text that was made of it. */
export function spansOf(text: string, planted: readonly Planted[]): Span[] {
  const spans: Span[] = [];
  for (const { value, type } of planted) {
    let at = text.indexOf(value);
    while (at !== -1) {
      const start = Array.from(text.slice(0, at)).length;
      spans.push({ start, end: start + [...value].length, value, type });
      at = text.indexOf(value, at + value.length);
    }
  }
  return spans.toSorted((one, two) => one.start - two.start);
}
