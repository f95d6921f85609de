/**
 * Results by content, so that what an agent sends again costs a hash. An entry holds places and
 * tokens, never the text and never a value.
 */
import { randomBytes } from "node:crypto";
import type { MaskResult } from "./mask.ts";

export interface MaskCache {
  find(text: string, rulesVersion: string): MaskResult | undefined;
  keep(text: string, rulesVersion: string, result: MaskResult): void;
  /** Bytes that the entries are taken for. */
  readonly size: number;
}

/** What an entry without replacements, and each replacement with its finding, are taken for. */
const entryBytes = 200;
const replacementBytes = 300;
const nothing: MaskResult = { findings: [], replacements: [] };

interface Entry {
  readonly result: MaskResult;
  readonly bytes: number;
}

/**
 * One cache per tenant, since tokens differ; `budget` is in bytes, and what was not used for
 * longest goes first. Texts are told apart by 128 bits of two hashes with secret seeds, so that
 * nobody can make a text that passes for another.
 */
export function createMaskCache(budget: number): MaskCache {
  const entries = new Map<string, Entry>();
  const seeds = randomBytes(16);
  const one = seeds.readBigUInt64LE(0);
  const two = seeds.readBigUInt64LE(8);
  let size = 0;
  const keyOf = (text: string, rulesVersion: string) => {
    const first = Bun.hash.xxHash3(text, one).toString(36);
    return `${rulesVersion}:${text.length}:${first}:${Bun.hash.wyhash(text, two).toString(36)}`;
  };
  return {
    find(text, rulesVersion) {
      const key = keyOf(text, rulesVersion);
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.result;
    },
    keep(text, rulesVersion, result) {
      const count = Math.max(result.replacements.length, result.findings.length);
      const bytes = entryBytes + count * replacementBytes;
      if (bytes > budget) return;
      const key = keyOf(text, rulesVersion);
      size += bytes - (entries.get(key)?.bytes ?? 0);
      entries.set(key, { result: count === 0 ? nothing : result, bytes });
      for (const [oldest, entry] of entries) {
        if (size <= budget) break;
        entries.delete(oldest);
        size -= entry.bytes;
      }
    },
    get size() {
      return size;
    },
  };
}
