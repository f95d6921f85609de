/** Copies of answers that pass as streams, within a number of bytes. */
import { limits } from "../base/limits.ts";

export interface Capture {
  take(bytes: Uint8Array): void;
  /** All that was taken; null when it was too much. Gives the memory back. */
  end(): Uint8Array | null;
}

/** The bytes are copied: views would keep the buffers of the network alive. */
export function createCaptures(): () => Capture {
  let total = 0;
  return () => {
    let buffer = Buffer.allocUnsafe(firstBytes);
    let length = 0;
    let isTooMuch = false;

    function add(bytes: Uint8Array): void {
      if (length + bytes.length > buffer.length) {
        const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, length + bytes.length));
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      buffer.set(bytes, length);
      length += bytes.length;
      total += bytes.length;
    }

    function forget(): void {
      total -= length;
      length = 0;
      buffer = Buffer.alloc(0);
    }

    return {
      take(bytes) {
        if (isTooMuch) return;
        const isStreamFull = length + bytes.length > limits.keptStreamBytes;
        isTooMuch = isStreamFull || total + bytes.length > limits.keptStreamsBytes;
        if (isTooMuch) forget();
        else add(bytes);
      },
      end() {
        const all = isTooMuch ? null : buffer.subarray(0, length);
        forget();
        return all;
      },
    };
  };
}

/** An answer of a few hundred words. */
const firstBytes = 16 * 1_024;
