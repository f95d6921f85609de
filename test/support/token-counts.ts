import type { Usage } from "../../src/base/usage.ts";

/** The counts in the order input, read, 5 min, 1 h, output, reasoning. */
export function tokenCounts(usage: Usage | null): readonly (number | null)[] | null {
  if (usage === null) return null;
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning } = usage;
  return [input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning];
}
