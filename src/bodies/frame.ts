/**
 * The form of a file of kept bodies: a head, then frames, each with records and with the bytes that
 * were new in them. Both are compressed and sealed (AES-256-GCM under a key of the file's own), so
 * that records can be looked through without the bytes. A frame that was cut off ends the file.
 */
import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";

const magic = Buffer.from("CGBODY01");
const saltBytes = 16;
export const fileHeadBytes = magic.length + saltBytes;
export const frameHeadBytes = 36;
const tagBytes = 16;
const algorithm = "aes-256-gcm";

export interface FrameHead {
  /** 0 for the first of a file. */
  readonly number: number;
  /** Sizes as they stand in the file, bytes. */
  readonly recordsBytes: number;
  readonly literalsBytes: number;
  /** Size of the new bytes themselves. */
  readonly plainBytes: number;
  readonly records: number;
  /** When the first and the last record were made, milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export function fileHead(salt: Uint8Array): Buffer {
  return Buffer.concat([magic, salt]);
}

/** The salt of a file, or null when it is none of ours. */
export function readFileHead(bytes: Buffer): Buffer | null {
  const isOurs = bytes.length >= fileHeadBytes && bytes.subarray(0, magic.length).equals(magic);
  return isOurs ? bytes.subarray(magic.length, fileHeadBytes) : null;
}

export function keyOfFile(key: Uint8Array, salt: Uint8Array): Buffer {
  return createHmac("sha256", key).update("codegate bodies").update(salt).digest();
}

export function writeFrameHead(head: FrameHead): Buffer {
  const bytes = Buffer.alloc(frameHeadBytes);
  bytes.writeUInt32LE(head.number, 0);
  bytes.writeUInt32LE(head.recordsBytes, 4);
  bytes.writeUInt32LE(head.literalsBytes, 8);
  bytes.writeUInt32LE(head.plainBytes, 12);
  bytes.writeUInt32LE(head.records, 16);
  bytes.writeDoubleLE(head.firstAt, 20);
  bytes.writeDoubleLE(head.lastAt, 28);
  return bytes;
}

export function readFrameHead(bytes: Buffer): FrameHead {
  return {
    number: bytes.readUInt32LE(0),
    recordsBytes: bytes.readUInt32LE(4),
    literalsBytes: bytes.readUInt32LE(8),
    plainBytes: bytes.readUInt32LE(12),
    records: bytes.readUInt32LE(16),
    firstAt: bytes.readDoubleLE(20),
    lastAt: bytes.readDoubleLE(28),
  };
}

export type Part = "records" | "literals";

/** Sealed size of compressed bytes. */
export function sealedBytes(plain: number): number {
  return plain + tagBytes;
}

/** The head is sealed along, so that parts cannot change places. */
export function seal(key: Uint8Array, head: FrameHead, part: Part, plain: Uint8Array): Buffer {
  const cipher = createCipheriv(algorithm, key, nonceOf(head, part), { authTagLength: tagBytes });
  cipher.setAAD(writeFrameHead(head));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Null when this key does not open it, or when it was changed. */
export function open(key: Uint8Array, head: FrameHead, part: Part, sealed: Buffer): Buffer | null {
  if (sealed.length < tagBytes) return null;
  const decipher = createDecipheriv(algorithm, key, nonceOf(head, part), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(writeFrameHead(head));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const opened = decipher.update(sealed.subarray(0, sealed.length - tagBytes));
  try {
    return Buffer.concat([opened, decipher.final()]);
  } catch (error) {
    // The only failure of final() in GCM: the tag does not fit. It has a message and no code.
    if (error instanceof Error && error.message.includes("authenticate")) return null;
    throw error;
  }
}

/** Never twice with one key: each file has a key of its own, and each frame a number. */
function nonceOf({ number }: FrameHead, part: Part): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32LE(number, 0);
  nonce.writeUInt32LE(part === "records" ? 0 : 1, 4);
  return nonce;
}
