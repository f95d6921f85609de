/** How often each detector has found something since the start. Never what. */
export interface FindingCounts {
  add(counts: ReadonlyMap<string, number>): void;
  all(): Readonly<Record<string, number>>;
}

export function createFindingCounts(): FindingCounts {
  const total = new Map<string, number>();
  return {
    add(counts) {
      for (const [detector, count] of counts) {
        total.set(detector, (total.get(detector) ?? 0) + count);
      }
    },
    all: () => Object.fromEntries(total),
  };
}
