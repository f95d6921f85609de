/**
 * Bodies as tags of their chunks. Agents send up to 1 MB again with 4 KB more: how far a body begins
 * like an earlier one is told by a few bytes for each chunk (1 MB takes 60 µs, a scan of it 300).
 *
 * A tag is a GMAC under a key that never leaves the process, so that nobody can make bytes that
 * pass for others, and nothing of a text is kept.
 */
import { createCipheriv, randomBytes } from "node:crypto";
import { limits } from "../base/limits.ts";

/** One tag behind the other; what comes behind the last whole chunk has none. */
export type ChunkTags = Buffer;

const tagBytes = 16;

/** Scan and guardrails ask for the same bodies. Held by the array itself: a copy has tags of its own. */
const made = new WeakMap<Uint8Array, ChunkTags>();

/** The bytes must not change afterwards. */
export function tagsOf(bytes: Uint8Array): ChunkTags {
  const known = made.get(bytes);
  if (known !== undefined) return known;
  const { chunkBytes } = limits;
  const tags = Buffer.alloc(Math.floor(bytes.length / chunkBytes) * tagBytes);
  for (let at = 0; at < tags.length; at += tagBytes) {
    const start = (at / tagBytes) * chunkBytes;
    tagOf(bytes.subarray(start, start + chunkBytes)).copy(tags, at);
  }
  made.set(bytes, tags);
  return tags;
}

/** Those that somebody has asked for already; null = nobody has. */
export function tagsMadeOf(bytes: Uint8Array): ChunkTags | null {
  return made.get(bytes) ?? null;
}

/** How many bytes two bodies surely have in common, from their beginning on. */
export function commonBytes(one: ChunkTags, other: ChunkTags): number {
  const most = Math.min(one.length, other.length);
  let at = 0;
  while (at < most && one.compare(other, at, at + tagBytes, at, at + tagBytes) === 0)
    at += tagBytes;
  return (at / tagBytes) * limits.chunkBytes;
}

/** Tells beginnings of one chunk apart. */
export function firstOf(tags: ChunkTags): string {
  return tags.toString("latin1", 0, tagBytes);
}

/** Tells whole bodies apart, and by its beginnings beginnings of them. */
export function nameOf(tags: ChunkTags): string {
  return tags.toString("latin1");
}

/** The name of as many chunks at the beginning. */
export function beginningOf(name: string, chunks: number): string {
  return name.slice(0, chunks * tagBytes);
}

/** Bytes that the tags are of. */
export function reachOf(tags: ChunkTags): number {
  return (tags.length / tagBytes) * limits.chunkBytes;
}

const key = randomBytes(32);
/** One for all tags: they stay in the process. */
const nonce = new Uint8Array(12);

function tagOf(chunk: Uint8Array): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(chunk);
  cipher.final();
  return cipher.getAuthTag();
}
