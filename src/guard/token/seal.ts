/**
 * The deterministic cipher of the guardrails, as the project's databases know it: AES-256-CTR under
 * an IV made from the value, so that equal values look equal and nothing else can be told.
 */
import { createCipheriv, createHmac, timingSafeEqual } from "node:crypto";

const ivBytes = 16;
const checkBytes = 4;

export interface Sealer {
  /** IV, ciphertext and check of a value. */
  seal(domain: string, value: Uint8Array): Uint8Array;
  /** The IV alone: enough to name a value. A text counts as its UTF-8. */
  iv(domain: string, value: string | Uint8Array): Uint8Array;
  /** The value, or null when this key and domain did not seal it. */
  open(domain: string, sealed: Uint8Array): Uint8Array | null;
}

/** `key` has 32 bytes; domains are short ASCII words. */
export function createSealer(key: Uint8Array): Sealer {
  const macs = new Map<string, Mac>();
  const macOf = (domain: string): Mac => {
    const known = macs.get(domain) ?? createMac(hmac(key, domain));
    macs.set(domain, known);
    return known;
  };
  const iv = (domain: string, value: string | Uint8Array) =>
    macOf(domain)(value).subarray(0, ivBytes);
  const check = (domain: string, value: Uint8Array) =>
    hmac(key, value, domain).subarray(0, checkBytes);
  return {
    iv,
    seal(domain, value) {
      const vector = iv(domain, value);
      return Buffer.concat([vector, cipher(key, vector, value), check(domain, value)]);
    },
    open(domain, sealed) {
      if (sealed.length <= ivBytes + checkBytes) return null;
      const end = sealed.length - checkBytes;
      const value = cipher(key, sealed.subarray(0, ivBytes), sealed.subarray(ivBytes, end));
      return timingSafeEqual(check(domain, value), sealed.subarray(end)) ? value : null;
    },
  };
}

type Mac = (value: string | Uint8Array) => Uint8Array;

/** Of SHA-256, bytes. */
const hashBlock = 64;
const hashLength = 32;
/** Most values are shorter than this many bytes. */
const usualValue = 1_024;

/**
 * HMAC-SHA256 under a key of at most 64 bytes, as two hashes over memory that holds the key: every
 * value of a text asks for one, and an object of the library takes as long again to be collected.
 */
function createMac(key: Uint8Array): Mac {
  const inner = paddedKey(key, 0x36, usualValue);
  const outer = paddedKey(key, 0x5c, hashLength);
  const innerHash = outer.subarray(hashBlock);
  return (value) => {
    Bun.SHA256.hash(withValue(inner, value), innerHash);
    const mac = new Uint8Array(hashLength);
    Bun.SHA256.hash(outer, mac);
    return mac;
  };
}

function paddedKey(key: Uint8Array, pad: number, room: number): Buffer {
  const padded = Buffer.alloc(hashBlock + room);
  padded.set(key);
  for (let at = 0; at < hashBlock; at++) padded[at] = (padded[at] ?? 0) ^ pad;
  return padded;
}

/** A text counts as its UTF-8, of up to three bytes a unit. */
function withValue(padded: Buffer, value: string | Uint8Array): Uint8Array {
  const isShort = (typeof value === "string" ? 3 : 1) * value.length <= usualValue;
  if (!isShort) {
    const bytes = typeof value === "string" ? Buffer.from(value) : value;
    return Buffer.concat([padded.subarray(0, hashBlock), bytes]);
  }
  if (typeof value === "string") {
    return padded.subarray(0, hashBlock + padded.write(value, hashBlock));
  }
  padded.set(value, hashBlock);
  return padded.subarray(0, hashBlock + value.length);
}

/** In counter mode the way back is the way there. */
function cipher(key: Uint8Array, vector: Uint8Array, value: Uint8Array): Uint8Array {
  return createCipheriv("aes-256-ctr", key, vector).update(value);
}

export function hmac(key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
