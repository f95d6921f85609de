/** From a body to what has to be kept of it: the bytes that are new, and where the others stand. */
import { limits } from "../base/limits.ts";
import { commonEnd, commonStart } from "./common-ends.ts";
import { cutPieces } from "./cut-pieces.ts";
import { createPieceIndex } from "./piece-index.ts";
import { addRange, addRanges, sliceRanges, type Ranges } from "./ranges.ts";

/** A body as its record says it. */
export interface StoredBody {
  readonly length: number;
  /** The bytes themselves; with a base only those between its two ends. */
  readonly ranges: Ranges;
  /** The record whose request begins and ends with the same bytes; null = there is none. */
  readonly base: { readonly record: number; readonly start: number; readonly end: number } | null;
}

export interface Describer {
  /** `key` names whose turns are likely to be alike; `record` is the number of its record. */
  request(key: string, bytes: Uint8Array, record: number): StoredBody;
}

interface KnownBody {
  readonly bytes: Uint8Array;
  readonly record: number;
  /** All of it. */
  readonly ranges: Ranges;
  /** Records that have to be read before it is known. */
  readonly depth: number;
}

/** `append` keeps bytes and returns their address; `nextAddress` is that of the next ones. */
export interface Literals {
  append(bytes: Uint8Array): number;
  nextAddress(): number;
}

export function createDescriber(literals: Literals): Describer {
  const index = createPieceIndex(limits.bodyPieces);
  const known = createKnownBodies(limits.knownBodiesBytes);

  /** The bytes between two offsets, piece by piece: what stands somewhere already is not kept. */
  function keepPieces(bytes: Uint8Array, start: number, end: number): number[] {
    const ranges: number[] = [];
    let from = start;
    for (const to of cutPieces(bytes, start, end)) {
      const piece = bytes.subarray(from, to);
      const isHashed = piece.length >= limits.bodyPieceHashedBytes;
      const found = isHashed ? index.findOrAdd(piece, literals.nextAddress()) : null;
      addRange(ranges, found ?? literals.append(piece), piece.length);
      from = to;
    }
    return ranges;
  }

  return {
    request(key, bytes, record) {
      const base = known.get(key);
      // Fast path, for the turns of agents, nearly all traffic: they differ from the turn before
      // in a few KB near their end, and the rest is never cut or hashed (test/bench/simulate-day.ts).
      const start = base === undefined ? 0 : commonStart(base.bytes, bytes);
      const most = Math.min(bytes.length, base?.bytes.length ?? 0) - start;
      const end = base === undefined ? 0 : commonEnd(base.bytes, bytes, most);
      const middle = keepPieces(bytes, start, bytes.length - end);
      if (base === undefined) {
        known.set(key, { bytes, record, ranges: middle, depth: 0 });
        return { length: bytes.length, ranges: middle, base: null };
      }
      const all = sliceRanges(base.ranges, 0, start);
      addRanges(all, middle);
      addRanges(all, sliceRanges(base.ranges, base.bytes.length - end, base.bytes.length));
      const isWhole = base.depth + 1 >= limits.bodyDepth || start + end === 0;
      known.set(key, { bytes, record, ranges: all, depth: isWhole ? 0 : base.depth + 1 });
      return isWhole
        ? { length: bytes.length, ranges: all, base: null }
        : { length: bytes.length, ranges: middle, base: { record: base.record, start, end } };
    },
  };
}

/** The last body of each conversation, within a number of bytes; the longest unused goes first. */
function createKnownBodies(budgetBytes: number) {
  const bodies = new Map<string, KnownBody>();
  let total = 0;

  function forget(key: string): void {
    total -= bodies.get(key)?.bytes.length ?? 0;
    bodies.delete(key);
  }

  return {
    get: (key: string) => bodies.get(key),
    set(key: string, body: KnownBody): void {
      forget(key);
      if (body.bytes.length > budgetBytes) return;
      bodies.set(key, body);
      total += body.bytes.length;
      for (const oldest of bodies.keys()) {
        if (total <= budgetBytes) return;
        forget(oldest);
      }
    },
  };
}
