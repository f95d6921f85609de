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
  // Ready for the value: a copy of a hasher with its key takes two thirds of making one.
  const hashers = new Map<string, Bun.CryptoHasher>();
  const hasherOf = (domain: string): Bun.CryptoHasher => {
    const known = hashers.get(domain);
    if (known !== undefined) return known;
    const hasher = new Bun.CryptoHasher("sha256", hmac(key, domain));
    hashers.set(domain, hasher);
    return hasher;
  };
  const iv = (domain: string, value: string | Uint8Array) =>
    hasherOf(domain).copy().update(value).digest().subarray(0, ivBytes);
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

/** In counter mode the way back is the way there. */
function cipher(key: Uint8Array, vector: Uint8Array, value: Uint8Array): Uint8Array {
  return createCipheriv("aes-256-ctr", key, vector).update(value);
}

export function hmac(key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
