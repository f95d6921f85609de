import type { Span } from "../../read/parse-span.ts";

export interface WordHits {
  /** Whether any of the words occurs in the area. */
  readonly any: boolean;
  /** Whether one begins within a span; spans have to be asked for from left to right. */
  within(span: Span): boolean;
}

/**
 * Where words (ASCII) occur in an area. Native search: about 35 µs for a word and a megabyte. A key
 * with its quotes is found as a key or as a whole string, never in a text that mentions it, because
 * there the quotes are escaped. A key that is itself written with escapes is overlooked.
 */
export function findWords(bytes: Uint8Array, area: Span, words: readonly string[]): WordHits {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, area.end);
  const next = words.map((word) => find(word, area.start));

  function find(word: string, from: number): number {
    const at = view.indexOf(word, from, "latin1");
    return at < 0 ? Number.POSITIVE_INFINITY : at;
  }

  return {
    any: next.some((at) => at < area.end),
    within: ({ start, end }) => {
      words.forEach((word, index) => {
        if ((next[index] ?? 0) < start) next[index] = find(word, start);
      });
      return next.some((at) => at < end);
    },
  };
}
