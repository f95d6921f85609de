/**
 * What one answer consumed. The kinds are disjoint except that `reasoning` is part of `output`.
 * Null means unknown, which is not zero.
 */
export interface Usage {
  /** Prompt tokens that neither came from a cache nor were written to one. */
  readonly input: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite5m: number | null;
  readonly cacheWrite1h: number | null;
  /** Everything the model produced, reasoning included. */
  readonly output: number | null;
  readonly reasoning: number | null;
}

export const unknownUsage: Usage = {
  input: null,
  cacheRead: null,
  cacheWrite5m: null,
  cacheWrite1h: null,
  output: null,
  reasoning: null,
};
