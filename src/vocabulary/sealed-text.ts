/**
 * Text that travels through a client and comes back unchanged or not at all: encrypted, and
 * recognised by its prefix and its tag. The same text under the same key gives the same seal, so
 * that prompts which hold one stay the same.
 */
import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";

/** Tells our seals from any provider's own signatures and encrypted content. */
export const sealPrefix = "codegate1.";
const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/** True for what looks like a seal of ours, whatever key it was made with. */
export function isSealed(text: string): boolean {
  return text.startsWith(sealPrefix);
}

/** `purpose` keeps seals of one kind from being taken for another. `key` has 32 bytes. */
export function seal(text: string, purpose: string, key: Uint8Array): string {
  // A nonce made of the text itself never meets another text under the same key.
  const nonce = derive(key, `nonce:${purpose}:${text}`).subarray(0, nonceBytes);
  const cipher = createCipheriv(algorithm, derive(key, "seal"), nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(purpose, "utf8"));
  const sealed = [nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
  return sealPrefix + Buffer.concat(sealed).toString("base64url");
}

/** The sealed text; null when it is no seal of this purpose and key, or has been changed. */
export function unseal(sealed: string, purpose: string, key: Uint8Array): string | null {
  if (!isSealed(sealed)) return null;
  const bytes = Buffer.from(sealed.slice(sealPrefix.length), "base64url");
  if (bytes.length < nonceBytes + tagBytes) return null;
  const nonce = bytes.subarray(0, nonceBytes);
  const decipher = createDecipheriv(algorithm, derive(key, "seal"), nonce, {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(purpose, "utf8"));
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
  const opened = decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes));
  try {
    return Buffer.concat([opened, decipher.final()]).toString("utf8");
  } catch (error) {
    // The only failure of final() in GCM: the tag does not fit. It has a message and no code.
    if (error instanceof Error && error.message.includes("authenticate")) return null;
    throw error;
  }
}

function derive(key: Uint8Array, label: string): Buffer {
  return createHmac("sha256", key).update(label).digest();
}
