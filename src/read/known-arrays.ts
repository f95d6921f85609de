/**
 * Where elements of long arrays end, in bodies that were scanned before. Turns repeat all that came
 * before: an agent's 1 MB of messages is stepped over from the last element that is known
 * (`bun test/bench/scan-object.ts`).
 */
import { limits } from "../base/limits.ts";
import { quote } from "./skip-value.ts";
import { commonBytes, firstOf, reachOf, tagsOf, type ChunkTags } from "./chunk-tags.ts";

export interface KnownArrays {
  /** For a body that is about to be scanned; null when a scan costs less than what is known. */
  open(bytes: Uint8Array): ArrayNotes | null;
  /** What is remembered is taken for that many bytes. */
  size(): number;
}

/** What is known of the arrays of one body; they are told apart by where they open. */
export interface ArrayNotes {
  /** Offset after the last element that is known; `open` itself when none is. */
  endOfKnown(open: number): number;
  /** Behind the element that ends at `end` comes one that ends at `next`; both are well-formed. */
  note(open: number, end: number, next: number): void;
  /** The whole body was accepted. */
  keep(): void;
}

/** A body that was accepted. */
interface Trail {
  readonly tags: ChunkTags;
  /** Ascending, the last ones in their chunks; by where the array opens. Short arrays have none. */
  readonly ends: ReadonlyMap<number, readonly number[]>;
}

const trailCost = 400;
const endCost = 8;

export function createKnownArrays(): KnownArrays {
  /** Those that begin with the same chunk, the last one first. */
  const trails = new Map<string, readonly Trail[]>();
  let total = 0;

  function keep(beginning: string, kept: readonly Trail[]): void {
    total += costOf(kept) - costOf(trails.get(beginning) ?? []);
    // The last one used is the last one dropped.
    trails.delete(beginning);
    trails.set(beginning, kept);
    for (const [oldest, others] of trails) {
      if (total <= limits.knownArraysBytes || oldest === beginning) break;
      trails.delete(oldest);
      total -= costOf(others);
    }
  }

  return {
    open(bytes) {
      if (bytes.length < limits.knownArraysLeastBytes || !hasManyQuotes(bytes)) return null;
      const tags = tagsOf(bytes);
      const beginning = firstOf(tags);
      const alike = trails.get(beginning) ?? [];
      const { trail, common } = findLongest(alike, tags);
      return takeNotes(trail?.ends ?? null, common, (ends) => {
        // What was gone on with is needed no more; other ways to go on may be.
        const others = alike.filter((each) => each !== trail || common < reachOf(each.tags));
        keep(beginning, [{ tags, ends }, ...others].slice(0, limits.knownArraysAlike));
      });
    },
    size: () => total,
  };
}

const samples = 16;
const sampleBytes = 256;
/** Of a scan each quote takes 12 ns, of tags each KB 60: below this many, tags would cost more. */
const leastQuotes = 24;

/** False for prose and images, which are scanned at the speed of memory. */
function hasManyQuotes(bytes: Uint8Array): boolean {
  const step = Math.floor(bytes.length / samples);
  let quotes = 0;
  // Not at the beginning, where fields stand close to each other.
  for (let start = step >> 1; start < bytes.length; start += step) {
    for (let at = start; at < start + sampleBytes; at++) if (bytes[at] === quote) quotes++;
  }
  return quotes >= leastQuotes;
}

function findLongest(alike: readonly Trail[], tags: ChunkTags) {
  let [trail, common]: [Trail | null, number] = [null, 0];
  for (const each of alike) {
    const reach = commonBytes(each.tags, tags);
    if (reach > common) [trail, common] = [each, reach];
  }
  return { trail, common };
}

function takeNotes(
  known: Trail["ends"] | null,
  common: number,
  keep: (ends: Trail["ends"]) => void,
): ArrayNotes {
  const ends = new Map<number, number[]>();
  return {
    endOfKnown(open) {
      // A number that ends with what is known may go on behind it.
      const held = (known?.get(open) ?? []).filter((end) => end < common);
      if (held.length > 0) ends.set(open, held);
      return held.at(-1) ?? open;
    },
    note(open, end, next) {
      if (chunkOf(end) === chunkOf(next)) return;
      const noted = ends.get(open);
      if (noted === undefined) ends.set(open, [end]);
      else if (noted.at(-1) !== end) noted.push(end);
    },
    keep: () => keep(ends),
  };
}

/** The chunk that has to be known for all before `end` to be. */
function chunkOf(end: number): number {
  return Math.ceil(end / limits.chunkBytes);
}

function costOf(trails: readonly Trail[]): number {
  return trails.reduce((sum, { tags, ends }) => {
    const count = ends.values().reduce((all, { length }) => all + length, 0);
    return sum + trailCost + tags.length + count * endCost;
  }, 0);
}
