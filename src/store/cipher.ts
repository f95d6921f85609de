import { createCipheriv, createDecipheriv, createHash, createHmac, scryptSync } from "node:crypto";

const algorithm = "aes-256-gcm";
const tagBytes = 16;
const nonceBytes = 16;
/** Longest nonce of the legacy format that is tried; OpenSSL's own bound. */
const longestNonceBytes = 128;

/** Salts of the keys that are derived from a passphrase in the environment. */
export const keySalts = {
  accountKey: "claude-proxy-account-key-salt",
  masterKey: "claude-proxy-master-key-salt",
  guardrailKey: "claude-proxy-guardrail-key-salt",
} as const;

/**
 * Plaintext of a stored secret, or null when this key does not open it. Two formats: base64 of
 * nonce, ciphertext and tag; and, from old releases, `hex(nonce):hex(ciphertext and tag)`.
 */
export function decrypt(key: Uint8Array, stored: string): string | null {
  const parts = splitStored(stored.trim());
  if (parts === null) return null;
  const { nonce, sealed } = parts;
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const opened = decipher.update(sealed.subarray(0, sealed.length - tagBytes));
  try {
    return Buffer.concat([opened, decipher.final()]).toString("utf8");
  } catch (error) {
    // The only failure of final() in GCM: the tag does not fit. It has a message and no code.
    if (error instanceof Error && error.message.includes("authenticate")) return null;
    throw error;
  }
}

/** The stored form of a secret. `nonce` is 16 random bytes, never used twice with one key. */
export function encrypt(key: Uint8Array, plaintext: string, nonce: Uint8Array): string {
  if (nonce.length !== nonceBytes) throw new RangeError(`the nonce must have ${nonceBytes} bytes`);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  const sealed = [nonce, cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString("base64");
}

/**
 * True for what the dashboard stores when a key is cleared: the encryption of nothing, which no
 * implementation decrypts.
 */
export function isEmptySecret(stored: string): boolean {
  const text = stored.trim();
  return text === "" || Buffer.from(text, "base64").length === nonceBytes + tagBytes;
}

interface SealedParts {
  readonly nonce: Buffer;
  /** Ciphertext (at least one byte) followed by the tag. */
  readonly sealed: Buffer;
}

function splitStored(stored: string): SealedParts | null {
  const legacy = /^([0-9a-f]+):([0-9a-f]+)$/i.exec(stored);
  const parts =
    legacy === null
      ? splitBytes(Buffer.from(stored, "base64"))
      : { nonce: fromHex(legacy[1]), sealed: fromHex(legacy[2]) };
  const { nonce, sealed } = parts;
  const hasNonce = nonce.length > 0 && nonce.length <= longestNonceBytes;
  return hasNonce && sealed.length > tagBytes ? parts : null;
}

function splitBytes(bytes: Buffer): SealedParts {
  return { nonce: bytes.subarray(0, nonceBytes), sealed: bytes.subarray(nonceBytes) };
}

function fromHex(text: string | undefined): Buffer {
  return Buffer.from(text ?? "", "hex");
}

/** A 32-byte key from a passphrase; null when it is empty or the word "auto", which mean "not set". */
export function deriveKey(passphrase: string | undefined, salt: string): Uint8Array | null {
  if (passphrase === undefined || passphrase === "" || passphrase === "auto") return null;
  return scryptSync(passphrase, salt, 32, { N: 16_384, r: 8, p: 1, maxmem: 64 * 1_024 * 1_024 });
}

/** A key of its own for another use, so that the account key itself never does two jobs. */
export function deriveFor(key: Uint8Array, purpose: string): Uint8Array {
  return createHmac("sha256", key).update(`codegate:${purpose}`).digest();
}

/** The key in a key file: 64 hexadecimal digits, surrounding white space allowed; else null. */
export function parseKeyFile(content: string): Uint8Array | null {
  const text = content.trim();
  return /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : null;
}

/** First 8 hexadecimal digits of the SHA-256 of a key: names a key without revealing it. */
export function fingerprintKey(key: Uint8Array): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 8);
}
