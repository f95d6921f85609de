/** A bounded store in which owners do not push each other out. Every operation takes O(1). */

export interface FairShares<Value> {
  /** The value, which thereby becomes its owner's most recently used one. */
  get(owner: string, id: string): Value | undefined;
  /**
   * Keeps the value. When there are too many, the owner who has most loses the one used least
   * recently; among several who have most it is the one who sets.
   */
  set(owner: string, id: string, value: Value): void;
  delete(owner: string, id: string): void;
  readonly size: number;
}

export interface FairSharesOptions<Value> {
  /** Most values of all owners together. */
  readonly most: number;
  /** Values that may go: each `set` looks at the two oldest of its owner. */
  readonly isStale: (value: Value) => boolean;
}

export function createFairShares<Value>(options: FairSharesOptions<Value>): FairShares<Value> {
  const { most, isStale } = options;
  /** A Map keeps its order of insertion: the first entry is the one used least recently. */
  const shares = new Map<string, Map<string, Value>>();
  const ranking = createRanking();
  let size = 0;

  function remove(owner: string, id: string): void {
    const share = shares.get(owner);
    if (share?.delete(id) !== true) return;
    size--;
    ranking.move(owner, share.size + 1, share.size);
    if (share.size === 0) shares.delete(owner);
  }

  function dropStale(owner: string): void {
    const share = shares.get(owner);
    if (share === undefined) return;
    for (let looked = 0; looked < 2; looked++) {
      const oldest = firstOf(share);
      if (oldest === undefined || !isStale(oldest[1])) return;
      remove(owner, oldest[0]);
    }
  }

  function dropOne(setter: string): void {
    const owner = ranking.isFirst(setter) ? setter : ranking.first();
    const oldest = owner === undefined ? undefined : firstOf(shares.get(owner) ?? new Map());
    if (owner !== undefined && oldest !== undefined) remove(owner, oldest[0]);
  }

  return {
    get(owner, id) {
      const share = shares.get(owner);
      const value = share?.get(id);
      if (share === undefined || value === undefined) return undefined;
      share.delete(id);
      share.set(id, value);
      return value;
    },
    set(owner, id, value) {
      const known = shares.get(owner);
      // Most of what is set is known already; then nobody has more or less than before.
      if (known?.delete(id) === true) {
        known.set(id, value);
        dropStale(owner);
        return;
      }
      dropStale(owner);
      const share = shares.get(owner) ?? new Map<string, Value>();
      shares.set(owner, share);
      share.set(id, value);
      size++;
      ranking.move(owner, share.size - 1, share.size);
      if (size > most) dropOne(owner);
    },
    delete: remove,
    get size() {
      return size;
    },
  };
}

function firstOf<Value>(share: Map<string, Value>): [string, Value] | undefined {
  for (const entry of share) return entry;
  return undefined;
}

interface Ranking {
  /** The owner's count has changed by one. */
  move(owner: string, from: number, to: number): void;
  /** An owner who has most. */
  first(): string | undefined;
  isFirst(owner: string): boolean;
}

/** Owners by how many values they have; counts change by one, so the largest is never searched. */
function createRanking(): Ranking {
  const ownersByCount = new Map<number, Set<string>>();
  let largest = 0;
  return {
    move(owner, from, to) {
      const before = ownersByCount.get(from);
      before?.delete(owner);
      if (before?.size === 0) ownersByCount.delete(from);
      if (to > 0) {
        const owners = ownersByCount.get(to) ?? new Set<string>();
        ownersByCount.set(to, owners.add(owner));
      }
      if (to > largest || (from === largest && !ownersByCount.has(from))) largest = to;
    },
    first: () => ownersByCount.get(largest)?.values().next().value,
    isFirst: (owner) => ownersByCount.get(largest)?.has(owner) === true,
  };
}
