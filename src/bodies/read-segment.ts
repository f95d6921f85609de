/** Reads a file of kept bodies, also one that is growing meanwhile or was cut off. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { failed, success, type Result } from "../base/result.ts";
import { tryFile } from "../store/file-failure.ts";
import type { StoredBody } from "./describe-body.ts";
import {
  fileHeadBytes,
  frameHeadBytes,
  keyOfFile,
  open,
  readFileHead,
  readFrameHead,
  type FrameHead,
  type Part,
} from "./frame.ts";
import { parseRecord, type KeptRecord } from "./kept-record.ts";
import { pairsOf } from "./ranges.ts";

export interface OpenSegment {
  /** Records from `from` up to `to` (milliseconds since the epoch), oldest first. */
  records(from: number, to: number): Generator<KeptRecord>;
  body(body: StoredBody): Buffer;
  close(): void;
}

interface Frame {
  readonly head: FrameHead;
  /** Where its records begin in the file. */
  readonly position: number;
  /** Number of its first record in the file. */
  readonly firstRecord: number;
  /** Address of its first new byte. */
  readonly start: number;
}

/** Frames whose bytes are held: bodies go back and forth between a few. */
const framesHeld = 32;

/** The failure is a reason in a few words. */
export function openSegment(path: string, key: Uint8Array): Result<OpenSegment, string> {
  const opened = tryFile(() => openSync(path, "r"));
  if (!opened.ok) return failed(`it cannot be read (${opened.failure})`);
  const file = opened.value;
  const salt = readFileHead(readAt(file, 0, fileHeadBytes));
  const frames = salt === null ? [] : listFrames(file);
  const fileKey = keyOfFile(key, salt ?? new Uint8Array());
  const isReadable = frames.length === 0 || openPart(file, fileKey, frames[0], "records") !== null;
  if (salt === null || !isReadable) {
    closeSync(file);
    return failed(salt === null ? "it is no file of bodies" : "the account key has changed since");
  }
  return success(createReader(file, fileKey, frames));
}

function createReader(file: number, key: Uint8Array, frames: readonly Frame[]): OpenSegment {
  const literals = createCache(framesHeld, (number) =>
    unpack(openPart(file, key, frames[number], "literals")),
  );
  const recordsOf = createCache(framesHeld, (number) =>
    parseLines(unpack(openPart(file, key, frames[number], "records"))),
  );

  function* records(from: number, to: number): Generator<KeptRecord> {
    for (const [number, { head }] of frames.entries()) {
      if (head.lastAt < from || head.firstAt >= to) continue;
      for (const record of recordsOf(number)) {
        if (record.at >= from && record.at < to) yield record;
      }
    }
  }

  function recordAt(number: number): KeptRecord {
    const at = lastAtMost(frames, (frame) => frame.firstRecord <= number);
    const record = recordsOf(at)[number - (frames[at]?.firstRecord ?? 0)];
    if (record === undefined) throw new RangeError(`the file has no record ${number}`);
    return record;
  }

  function bytesAt(address: number, length: number): Buffer[] {
    const pieces: Buffer[] = [];
    for (let from = address; from < address + length;) {
      const at = lastAtMost(frames, (frame) => frame.start <= from);
      const offset = from - (frames[at]?.start ?? 0);
      const piece = literals(at).subarray(offset, offset + address + length - from);
      if (piece.length === 0) throw new RangeError(`the file has nothing at ${from}`);
      pieces.push(piece);
      from += piece.length;
    }
    return pieces;
  }

  function body({ ranges, base }: StoredBody): Buffer {
    const own = [...pairsOf(ranges)].flatMap(([address, length]) => bytesAt(address, length));
    if (base === null) return Buffer.concat(own);
    const whole = body(recordAt(base.record).request);
    const end = whole.subarray(whole.length - base.end);
    return Buffer.concat([whole.subarray(0, base.start), ...own, end]);
  }

  return { records, body, close: () => closeSync(file) };
}

/** Up to the first frame that is not all there. */
function listFrames(file: number): Frame[] {
  const size = fstatSync(file).size;
  const frames: Frame[] = [];
  let [firstRecord, start] = [0, 0];
  for (let at = fileHeadBytes; at + frameHeadBytes <= size;) {
    const head = readFrameHead(readAt(file, at, frameHeadBytes));
    const position = at + frameHeadBytes;
    const end = position + head.recordsBytes + head.literalsBytes;
    if (end > size || head.number !== frames.length) break;
    frames.push({ head, position, firstRecord, start });
    firstRecord += head.records;
    start += head.plainBytes;
    at = end;
  }
  return frames;
}

function openPart(
  file: number,
  key: Uint8Array,
  frame: Frame | undefined,
  part: Part,
): Buffer | null {
  if (frame === undefined) return null;
  const { head, position } = frame;
  const sealed =
    part === "records"
      ? readAt(file, position, head.recordsBytes)
      : readAt(file, position + head.recordsBytes, head.literalsBytes);
  return open(key, head, part, sealed);
}

function unpack(packed: Buffer | null): Buffer {
  if (packed === null) throw new RangeError("a frame cannot be opened");
  return Buffer.from(Bun.zstdDecompressSync(packed));
}

function parseLines(text: Buffer): KeptRecord[] {
  const lines = text.toString("utf8").split("\n");
  return lines.filter((line) => line !== "").map(parseRecord);
}

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const count = readSync(file, bytes, read, length - read, position + read);
    if (count === 0) break;
    read += count;
  }
  return bytes.subarray(0, read);
}

/** The last index whose item fits; those that fit come first. */
function lastAtMost<Item>(items: readonly Item[], fits: (item: Item) => boolean): number {
  let [low, high] = [0, items.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const item = items[middle];
    if (item !== undefined && fits(item)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function createCache<Value>(most: number, make: (key: number) => Value): (key: number) => Value {
  const kept = new Map<number, Value>();
  return (key) => {
    const known = kept.get(key) ?? make(key);
    kept.delete(key);
    kept.set(key, known);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return known;
  };
}
