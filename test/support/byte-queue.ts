import { createBell } from "./bell.ts";

/** Bytes in the order in which they arrived, taken out by a reader that waits for more. */
export interface ByteQueue {
  push(bytes: Uint8Array): void;
  /** No more bytes will come: readers get what is left, then null. */
  close(): void;
  /** The next line without its line end, or null when the bytes end before one. */
  line(): Promise<string | null>;
  /** Between 1 and `limit` bytes, as soon as there are any, or null at the end. */
  some(limit: number): Promise<Uint8Array | null>;
}

const firstCapacity = 4_096;
const lineFeed = 10;
const carriageReturn = 13;

/** A queue whose memory is one growing buffer, so that a 64 MB body costs no quadratic copying. */
export function createByteQueue(): ByteQueue {
  const bell = createBell();
  let buffer = new Uint8Array(firstCapacity);
  let start = 0;
  let end = 0;
  let closed = false;

  const makeRoom = (wanted: number) => {
    if (end + wanted <= buffer.length) return;
    const kept = buffer.subarray(start, end);
    const target =
      kept.length + wanted <= buffer.length / 2
        ? buffer
        : new Uint8Array((kept.length + wanted) * 2);
    target.set(kept);
    buffer = target;
    start = 0;
    end = kept.length;
  };

  const take = (count: number) => {
    const bytes = buffer.slice(start, start + count);
    start += count;
    return bytes;
  };

  return {
    push(bytes) {
      makeRoom(bytes.length);
      buffer.set(bytes, end);
      end += bytes.length;
      bell.ring();
    },
    close() {
      closed = true;
      bell.ring();
    },
    async line() {
      let looked = 0;
      for (;;) {
        const found = buffer.subarray(start, end).indexOf(lineFeed, looked);
        if (found !== -1) {
          const bytes = take(found + 1);
          const length = bytes[found - 1] === carriageReturn ? found - 1 : found;
          // Header bytes are latin-1 on the wire: decoding as UTF-8 would hide what was sent.
          return Buffer.from(bytes.buffer, 0, length).toString("latin1");
        }
        if (closed) return null;
        looked = end - start;
        await bell.next();
      }
    },
    async some(limit) {
      for (;;) {
        if (start < end) return take(Math.min(limit, end - start));
        if (closed) return null;
        await bell.next();
      }
    },
  };
}
