/**
 * What the last requests of a conversation began with. Turns repeat all that came before: what is
 * known as a whole is neither stepped through nor looked up part by part (agents send up to 1 MB
 * again with 4 KB more; `bun test/bench/guard-walk.ts`).
 */
import type { Dialect } from "../../base/dialect.ts";
import { limits } from "../../base/limits.ts";
import { commonBytes, reachOf, tagsOf, type ChunkTags } from "../../read/chunk-tags.ts";
import type { Mark } from "./mark.ts";
import type { Unit } from "./units.ts";

export interface DecidedUnit extends Unit {
  /** Where the decision is remembered. */
  readonly key: number;
  /** From the beginning of the unit. */
  readonly marks: readonly Mark[];
}

/** What a request has in common with an earlier one. */
export interface Beginning {
  readonly units: readonly DecidedUnit[];
  /** Of the earlier request; see `Passages.keep`. */
  readonly basis: bigint;
}

export interface Passages {
  /** `bytes` are the array that the request came in: its tags are made once. */
  recall(bytes: Uint8Array, dialect: Dialect): Beginning;
  /**
   * `units` are all of the request that was recalled last, in the order of the text. `basis` is what
   * they were decided upon.
   */
  keep(bytes: Uint8Array, units: readonly DecidedUnit[], basis: bigint): void;
  units(): readonly DecidedUnit[];
  /** What they are taken for, bytes. */
  size(): number;
}

/** A request that was sent. */
interface Trail {
  readonly dialect: Dialect;
  readonly basis: bigint;
  readonly tags: ChunkTags;
  /** Those that end where the tags reach. */
  readonly units: readonly DecidedUnit[];
}

/** What a unit and what a request is taken for, bytes. */
const unitCost = 120;
const trailCost = 400;

interface Recalled {
  readonly trail: Trail | null;
  /** Bytes of it that came again. */
  readonly common: number;
}

const nothing: Recalled = { trail: null, common: 0 };

/** Several requests are remembered: agents have helpers, and not all conversations have names. */
export function createPassages(mostBytes: number): Passages {
  /** The last one first. */
  let trails: readonly Trail[] = [];
  let recalled = nothing;
  let dialect: Dialect = "anthropic-messages";

  return {
    recall(bytes, asked) {
      dialect = asked;
      recalled = findLongest(trails, tagsOf(bytes), asked);
      const { trail, common } = recalled;
      const units = trail?.units.slice(0, countWithin(trail.units, common)) ?? [];
      return { basis: trail?.basis ?? 0n, units };
    },
    keep(bytes, units, basis) {
      const tags = tagsOf(bytes);
      const known = units.slice(0, countWithin(units, reachOf(tags)));
      if (known.length === 0) return;
      const { trail, common } = recalled;
      // What was gone on with is needed no more; other ways to go on may be.
      const others = trails.filter((each) => each !== trail || common < reachOf(each.tags));
      trails = fitting([{ dialect, basis, tags, units: known }, ...others], mostBytes);
    },
    units: () => trails.flatMap(({ units }) => units),
    size: () => trails.reduce((sum, trail) => sum + costOf(trail), 0),
  };
}

function findLongest(trails: readonly Trail[], tags: ChunkTags, dialect: Dialect): Recalled {
  let longest = nothing;
  for (const trail of trails) {
    if (trail.dialect !== dialect) continue;
    const common = commonBytes(trail.tags, tags);
    if (common > longest.common) longest = { trail, common };
  }
  return longest;
}

/** How many of the units, which ascend, end at `end` or before. */
function countWithin(units: readonly DecidedUnit[], end: number): number {
  let count = units.length;
  while (count > 0 && (units[count - 1]?.end ?? 0) > end) count--;
  return count;
}

function fitting(trails: readonly Trail[], mostBytes: number): readonly Trail[] {
  let left = mostBytes;
  return trails.slice(0, limits.knownRequests).filter((trail) => (left -= costOf(trail)) >= 0);
}

function costOf({ tags, units }: Trail): number {
  return trailCost + tags.length + units.length * unitCost;
}
