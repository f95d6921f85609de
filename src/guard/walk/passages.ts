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

export interface Passages {
  /** Units of what these bytes have in common with the last request, from its beginning on. */
  recall(bytes: Uint8Array, dialect: Dialect): readonly DecidedUnit[];
  /**
   * The bytes of the last `recall` are the last request now. `units` are all of them, in the order
   * of the text, and begin with what was recalled.
   */
  keep(bytes: Uint8Array, units: readonly DecidedUnit[]): void;
  units(): readonly DecidedUnit[];
  /** What they are taken for, bytes. */
  size(): number;
}

/** What a unit and what a passage is taken for, bytes. */
const unitCost = 120;
const passageCost = 400;

export function createPassages(mostBytes: number): Passages {
  let passages: readonly Passage[] = [];
  let dialect: Dialect | null = null;
  let size = 0;

  return {
    recall(bytes, asked) {
      const other = passages.findIndex((passage) => asked !== dialect || !isIn(bytes, passage));
      if (other !== -1) passages = passages.slice(0, other);
      dialect = asked;
      return passages.flatMap(({ units }) => units);
    },
    keep(bytes, units) {
      const known = passages.reduce((count, passage) => count + passage.units.length, 0);
      passages = [...passages, ...cut(bytes, passages.at(-1)?.end ?? 0, units.slice(known))];
      size = passages.reduce((sum, each) => sum + passageCost + each.units.length * unitCost, 0);
      if (size <= mostBytes) return;
      passages = [];
      size = 0;
    },
    units: () => passages.flatMap(({ units }) => units),
    size: () => size,
  };
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
