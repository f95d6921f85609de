/**
 * What the last request of a conversation began with. Turns repeat all that came before: a stretch
 * of bytes that is known as a whole is neither stepped through nor looked up part by part (agents
 * send up to 1 MB again with 4 KB more; `bun test/bench/guard-walk.ts`).
 *
 * Bytes are known by their GMAC under a key that never leaves the process, so that nobody can make
 * others that pass for them, and nothing of a text is kept.
 */
import { createCipheriv, randomBytes } from "node:crypto";
import type { Dialect } from "../../base/dialect.ts";
import { limits } from "../../base/limits.ts";
import type { Mark } from "./mark.ts";
import type { Unit } from "./units.ts";

export interface DecidedUnit extends Unit {
  /** Where the decision is remembered. */
  readonly key: number;
  /** From the beginning of the unit. */
  readonly marks: readonly Mark[];
}

interface Passage {
  readonly start: number;
  readonly end: number;
  readonly tag: Buffer;
  /** Those that end in the passage, the last one where it ends. */
  readonly units: readonly DecidedUnit[];
}

/** What a request has in common with an earlier one. */
export interface Beginning {
  readonly units: readonly DecidedUnit[];
  /** Of the earlier request; see `Passages.keep`. */
  readonly basis: bigint;
}

export interface Passages {
  recall(bytes: Uint8Array, dialect: Dialect): Beginning;
  /**
   * `units` are all of the request that was recalled last, in the order of the text. Those that were
   * recalled are the same objects, if they still hold. `basis` is what they were decided upon.
   */
  keep(bytes: Uint8Array, units: readonly DecidedUnit[], basis: bigint): void;
  units(): readonly DecidedUnit[];
  /** What they are taken for, bytes. */
  size(): number;
}

interface Trail {
  readonly dialect: Dialect;
  readonly basis: bigint;
  readonly passages: readonly Passage[];
}

/** What a unit and what a passage is taken for, bytes. */
const unitCost = 120;
const passageCost = 400;
const nothing: Beginning = { units: [], basis: 0n };

/** Several requests are remembered: agents have helpers, and not all conversations have names. */
export function createPassages(mostBytes: number): Passages {
  /** The last one first. */
  let trails: readonly Trail[] = [];
  let recalled: Trail | null = null;
  let dialect: Dialect = "anthropic-messages";

  return {
    recall(bytes, asked) {
      dialect = asked;
      recalled = null;
      let longest = 0;
      for (const trail of trails) {
        if (trail.dialect !== asked) continue;
        const other = trail.passages.findIndex((passage) => !isIn(bytes, passage));
        const count = other === -1 ? trail.passages.length : other;
        if (count > longest) recalled = trail;
        longest = Math.max(longest, count);
      }
      if (recalled === null) return nothing;
      const { basis, passages } = recalled;
      return { basis, units: passages.slice(0, longest).flatMap(({ units }) => units) };
    },
    keep(bytes, units, basis) {
      const known = (recalled?.passages ?? []).slice(0, countHeld(recalled, units));
      const count = known.reduce((sum, passage) => sum + passage.units.length, 0);
      const added = cut(bytes, known.at(-1)?.end ?? 0, units.slice(count));
      const passages = [...known, ...added];
      if (passages.length === 0) return;
      const others = trails.filter((trail) => trail !== recalled);
      trails = fitting([{ dialect, basis, passages }, ...others], mostBytes);
    },
    units: () => trails.flatMap(({ passages }) => passages.flatMap(({ units }) => units)),
    size: () => trails.reduce((sum, trail) => sum + costOf(trail), 0),
  };
}

/** How many passages of the trail the units begin with. */
function countHeld(trail: Trail | null, units: readonly DecidedUnit[]): number {
  let at = 0;
  let count = 0;
  for (const passage of trail?.passages ?? []) {
    const from = at;
    if (!passage.units.every((unit, index) => unit === units[from + index])) break;
    at += passage.units.length;
    count++;
  }
  return count;
}

function fitting(trails: readonly Trail[], mostBytes: number): readonly Trail[] {
  let left = mostBytes;
  return trails.slice(0, limits.passageTrails).filter((trail) => (left -= costOf(trail)) >= 0);
}

function costOf({ passages }: Trail): number {
  return passages.reduce((sum, { units }) => sum + passageCost + units.length * unitCost, 0);
}

/** Passages from `start` on. What comes behind the last of them is likely to change, and short. */
function cut(bytes: Uint8Array, start: number, units: readonly DecidedUnit[]): Passage[] {
  const passages: Passage[] = [];
  let from = start;
  let first = 0;
  for (const [index, { end }] of units.entries()) {
    if (end - from < limits.passageBytes) continue;
    const own = units.slice(first, index + 1);
    passages.push({ start: from, end, tag: tagOf(bytes, from, end), units: own });
    from = end;
    first = index + 1;
  }
  return passages;
}

function isIn(bytes: Uint8Array, { start, end, tag }: Passage): boolean {
  return end <= bytes.length && tagOf(bytes, start, end).equals(tag);
}

const key = randomBytes(32);
/** One for all tags: they stay in the process. */
const nonce = new Uint8Array(12);

function tagOf(bytes: Uint8Array, start: number, end: number): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(bytes.subarray(start, end));
  cipher.final();
  return cipher.getAuthTag();
}
