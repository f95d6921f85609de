/**
 * Whether bodies hold a mark that hardly any holds. Of a body that goes on from an earlier one only
 * what is new is looked at: to read 1 MB takes 18 µs, and drives out of the processor's caches what
 * the next steps need.
 */
import { bufferOf } from "../base/buffers.ts";
import { limits } from "../base/limits.ts";
import { beginningOf, nameOf, tagsMadeOf } from "./chunk-tags.ts";

export function createMarkFinder(mark: Uint8Array): (bytes: Uint8Array) => boolean {
  /** Names of bodies without it, the last one used last. */
  const without = new Set<string>();

  function remember(name: string): void {
    without.delete(name);
    without.add(name);
    for (const oldest of without) {
      if (without.size <= limits.bodiesWithoutMark) break;
      without.delete(oldest);
    }
  }

  /** Bytes at the beginning of a body that surely came before, and had no mark. */
  function known(name: string, chunks: number): number {
    for (let count = chunks; count > 0 && count > chunks - limits.chunksPerTurn; count--) {
      if (without.has(beginningOf(name, count))) return count * limits.chunkBytes;
    }
    return 0;
  }

  return (bytes) => {
    const tags = tagsMadeOf(bytes);
    if (tags === null) return bufferOf(bytes).includes(mark);
    const name = nameOf(tags);
    const chunks = Math.floor(bytes.length / limits.chunkBytes);
    // One may begin in what is known and end behind it.
    const from = Math.max(0, known(name, chunks) - mark.length + 1);
    const isThere = bufferOf(bytes).includes(mark, from);
    if (!isThere) remember(name);
    return isThere;
  };
}
