/** Chance that repeats: the same seed gives the same sequence on every machine. */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number from 0 to `below` - 1. */
  integer(below: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

export function createRandom(seed: number): Random {
  // A Weyl sequence through a multiply-and-shift hash: even for the seeds 0, 1, 2 that tests use,
  // the first numbers are far apart.
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e37_79b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const integer = (below: number) => Math.floor(next() * below);
  return { next, integer, pick: (items) => items[integer(items.length)] ?? items[0] };
}

/**
 * How bytes are cut: not at all; after every byte; at random places; only inside UTF-8 characters
 * of several bytes, at every place; or every so many bytes.
 */
export type CutMode = "whole" | "one-byte" | "random" | "utf8" | number;

/** Longest piece of each kind of random cut: a mix of crumbs, parts of an event, several events. */
const randomPieceLengths = [3, 40, 600] as const;

/** Cuts bytes into pieces, none of them empty, which joined are the same bytes again. */
export function cutInto(bytes: Uint8Array, mode: CutMode, seed = 1): Uint8Array[] {
  const random = createRandom(seed);
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = Math.min(bytes.length, start + pieceLength({ bytes, start, mode, random }));
    pieces.push(bytes.subarray(start, end));
    start = end;
  }
  return pieces;
}

interface Cut {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly mode: CutMode;
  readonly random: Random;
}

function pieceLength({ bytes, start, mode, random }: Cut): number {
  if (typeof mode === "number") return Math.max(1, mode);
  if (mode === "one-byte") return 1;
  if (mode === "random") return 1 + random.integer(random.pick(randomPieceLengths));
  if (mode === "whole") return bytes.length;
  const next = bytes.subarray(start + 1).findIndex(isContinuation);
  return next === -1 ? bytes.length : next + 1;
}

function isContinuation(byte: number): boolean {
  return (byte & 0b1100_0000) === 0b1000_0000;
}
