/** The frame that is being filled. */
import { limits } from "../base/limits.ts";
import type { Literals } from "./describe-body.ts";
import type { FrameInput } from "./frame-writer.ts";
import { formatRecord, type KeptRecord } from "./kept-record.ts";

export interface PendingFrame extends Literals {
  /** Number of the next record of the file. */
  nextRecord(): number;
  add(record: KeptRecord): void;
  /** Bytes that wait in it. */
  bytes(): number;
  /** What has been added, as a frame; null when that is nothing. The next one begins. */
  take(): FrameInput | null;
}

export function createPendingFrame(): PendingFrame {
  let number = 0;
  /** Address of the first byte of this frame. */
  let start = 0;
  let records = 0;
  let buffer = Buffer.allocUnsafe(limits.bodyFrameBytes);
  let length = 0;
  let lines: string[] = [];
  let lineUnits = 0;
  let firstAt = 0;
  let lastAt = 0;

  function makeRoom(bytes: number): void {
    if (length + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, length + bytes));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  }

  return {
    nextRecord: () => records,
    nextAddress: () => start + length,
    append(bytes) {
      makeRoom(bytes.length);
      buffer.set(bytes, length);
      length += bytes.length;
      return start + length - bytes.length;
    },
    add(record) {
      const line = formatRecord(record);
      lines.push(line);
      lineUnits += line.length;
      records++;
      if (lines.length === 1) firstAt = record.at;
      firstAt = Math.min(firstAt, record.at);
      lastAt = Math.max(lastAt, record.at);
    },
    bytes: () => length + lineUnits,
    take() {
      if (lines.length === 0) return null;
      const literals = buffer.subarray(0, length);
      const frame: FrameInput = { number, recordLines: lines, literals, firstAt, lastAt };
      number++;
      start += length;
      buffer = Buffer.allocUnsafe(limits.bodyFrameBytes);
      length = 0;
      lines = [];
      lineUnits = 0;
      lastAt = 0;
      return frame;
    },
  };
}
