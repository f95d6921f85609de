/** Chance that repeats, and remembers what it chose: a variant that fails is named by its quirks. */
import { createRandom } from "../cut.ts";

export interface Dice {
  /** True for so many of a hundred variants; then the quirk is noted. */
  has(quirk: string, percent?: number): boolean;
  /** One of several ways to do the same thing; the first is the ordinary one and goes unnoted. */
  way<Way extends string>(what: string, ways: readonly [Way, ...Way[]]): Way;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** A whole number from 0 to `below` - 1. */
  integer(below: number): number;
  readonly quirks: readonly string[];
}

const ordinaryPercent = 40;

export function throwDice(seed: number): Dice {
  const random = createRandom(seed);
  const quirks: string[] = [];
  return {
    quirks,
    pick: random.pick,
    integer: random.integer,
    has(quirk, percent = 8) {
      const isSo = random.integer(100) < percent;
      if (isSo) quirks.push(quirk);
      return isSo;
    },
    way(what, ways) {
      if (random.integer(100) < ordinaryPercent) return ways[0];
      const way = random.pick(ways);
      if (way !== ways[0]) quirks.push(`${what}=${way}`);
      return way;
    },
  };
}
