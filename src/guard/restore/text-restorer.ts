/** What restoring needs of the text level. */
export interface TextRestorer {
  /** What every token begins with: ASCII letters, digits and underscores. */
  readonly marker: string;
  /** Tokens become what they stand for, escaped for `depth` JSON strings around them. */
  restore(text: string, depth: number): string;
  /** Where the tail of a text begins that could still become a token; its length when none does. */
  openTail(text: string): number;
}
