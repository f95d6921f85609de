/** Compresses frames on Bun's own threads, seals them and appends them to their file, in order. */
import type { FileHandle } from "node:fs/promises";
import { limits } from "../base/limits.ts";
import { fileHead, keyOfFile, seal, sealedBytes, writeFrameHead, type FrameHead } from "./frame.ts";

/** What a frame is made of. */
export interface FrameInput {
  readonly number: number;
  readonly recordLines: readonly string[];
  readonly literals: Uint8Array;
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface SegmentSink {
  /** Bytes in the file. */
  written(): number;
  /** Resolves to the bytes that were written. Rejects with the system's error. */
  append(frame: FrameInput): Promise<number>;
  close(): Promise<void>;
}

export async function createSink(
  path: string,
  key: Uint8Array,
  salt: Uint8Array,
): Promise<SegmentSink> {
  // Most gateways keep no bodies, and each start would pay for it.
  const files = await import("node:fs/promises");
  const file = await files.open(path, "wx", 0o600);
  const fileKey = keyOfFile(key, salt);
  const head = fileHead(salt);
  try {
    await appendAll(file, head);
  } catch (error) {
    // On a full disk a file can be made and not be filled; one follows after the other there.
    await close(file);
    await files.rm(path, { force: true });
    throw error;
  }
  let written = head.length;

  return {
    written: () => written,
    async append(frame) {
      const bytes = await encodeFrame(frame, fileKey);
      await appendAll(file, bytes);
      written += bytes.length;
      return bytes.length;
    },
    close: () => close(file),
  };
}

async function close(file: FileHandle): Promise<void> {
  try {
    await file.close();
  } catch (error) {
    // The system tells of a full disk as late as this; what is lost stands at the file's end.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

async function encodeFrame(frame: FrameInput, key: Uint8Array): Promise<Buffer> {
  const { number, recordLines, literals, firstAt, lastAt } = frame;
  const level = limits.bodyCompression;
  const [records, packed] = await Promise.all([
    Bun.zstdCompress(recordLines.join(""), { level }),
    Bun.zstdCompress(literals, { level }),
  ]);
  const head: FrameHead = {
    number,
    recordsBytes: sealedBytes(records.length),
    literalsBytes: sealedBytes(packed.length),
    plainBytes: literals.length,
    records: recordLines.length,
    firstAt,
    lastAt,
  };
  return Buffer.concat([
    writeFrameHead(head),
    seal(key, head, "records", records),
    seal(key, head, "literals", packed),
  ]);
}

async function appendAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at);
    at += bytesWritten;
  }
}
