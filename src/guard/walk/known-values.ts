/**
 * Values that were found in a request once are masked wherever they come again. A detector may
 * have known one only by its context (`password: hunter2`); the model has seen a token, but the
 * client holds its answer with the value in it, and sends it back next turn without the context.
 */
import { limits } from "../../base/limits.ts";
import type { MarkFinding } from "./mark.ts";

export interface KnownValues {
  add(original: string, token: string, finding: MarkFinding): void;
  /** Where values stand in a text, outside of what is taken already; both lists ascend. */
  find(text: string, taken: readonly Stretch[]): readonly KnownPlace[];
  /** Tells sets of values apart, also by the order in which they came. 0 for none. */
  digest(): bigint;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface KnownPlace extends Stretch {
  readonly token: string;
  readonly finding: MarkFinding;
}

interface Known {
  readonly token: string;
  readonly finding: MarkFinding;
}

/** Letters of a value that are looked at first: as many as the shortest value has. */
const headLength = 4;
/** A power of two, so that a hash becomes a place in the table by its last bits. */
const tableSize = 4_096;

export function createKnownValues(): KnownValues {
  const values = new Map<string, Known>();
  /** Lengths of the values, longest first, by the hash of their heads. */
  const lengths = new Map<number, number[]>();
  /** 1 where the head of a value falls: nearly all places of a text are done with one look. */
  const table = new Uint8Array(tableSize);
  let digest = 0n;
  /** Values that the digest does not tell of yet: only shared scopes ask for it. */
  let undigested: string[] = [];

  /** The end of the longest value that stands at `start` and ends at or before `limit`. */
  function endOfValue(text: string, start: number, limit: number): number | null {
    const head = hashHead(text, start);
    if (table[head & (tableSize - 1)] === 0) return null;
    for (const length of lengths.get(head) ?? []) {
      const end = start + length;
      if (end <= limit && endsWord(text, end) && values.has(text.slice(start, end))) return end;
    }
    return null;
  }

  return {
    add(original, token, finding) {
      const { length } = original;
      const fits = length >= limits.knownValueShortest && length <= limits.knownValueLongest;
      if (!fits || values.has(original) || values.size >= limits.knownValues) return;
      const head = hashHead(original, 0);
      const others = lengths.get(head) ?? [];
      if (others.length >= limits.knownValueLengths && !others.includes(length)) return;
      values.set(original, { token, finding: { ...finding, reason: "known value" } });
      if (!others.includes(length)) lengths.set(head, longestFirst([...others, length]));
      table[head & (tableSize - 1)] = 1;
      undigested.push(original);
    },
    find(text, taken) {
      const places: KnownPlace[] = [];
      if (values.size === 0) return places;
      let start = 0;
      for (const { start: limit, end } of [...taken, { start: text.length, end: text.length }]) {
        while (start + headLength <= limit) {
          const found = startsWord(text, start) ? endOfValue(text, start, limit) : null;
          const known = found === null ? undefined : values.get(text.slice(start, found));
          if (found !== null && known !== undefined) places.push({ start, end: found, ...known });
          start = found ?? start + 1;
        }
        start = end;
      }
      return places;
    },
    digest() {
      for (const original of undigested) digest = Bun.hash.xxHash3(original, digest);
      undigested = [];
      return digest;
    },
  };
}

function longestFirst(lengths: readonly number[]): number[] {
  return lengths.toSorted((one, other) => other - one);
}

function hashHead(text: string, start: number): number {
  let hash = 0;
  for (let at = start; at < start + headLength; at++) {
    hash = Math.imul(hash, 31) + text.charCodeAt(at);
  }
  return hash;
}

/** False in the middle of a word: `cat` does not stand in `concatenate`. */
function startsWord(text: string, start: number): boolean {
  if (start === 0 || !isWordUnit(text.charCodeAt(start))) return true;
  const before = text.charCodeAt(start - 1);
  if (!isWordUnit(before)) return true;
  // The letter of an escape in code: `\nhunter2`.
  return start > 1 && text.charCodeAt(start - 2) === 92 && "nrt".includes(text[start - 1] ?? "");
}

function endsWord(text: string, end: number): boolean {
  if (end >= text.length || !isWordUnit(text.charCodeAt(end))) return true;
  return !isWordUnit(text.charCodeAt(end - 1));
}

/** ASCII letters, digits and `_`, and the letters of European alphabets. */
function isWordUnit(unit: number): boolean {
  if (unit >= 0xc0) return unit < 0x2000;
  const letter = unit | 0x20;
  return (letter >= 97 && letter <= 122) || (unit >= 48 && unit <= 57) || unit === 95;
}
