/**
 * Finds where server-sent events end in a stream of bytes, however the bytes were cut. The
 * bytes themselves are never changed or joined unless one event spans several chunks, or its lines
 * end in CR alone: then those who take it see LF.
 */
import { findEventEnds, withFeeds } from "./event-ends.ts";

export interface FrameSplitter {
  /**
   * Takes the next chunk and returns how many of its bytes belong to events that are complete
   * now (with everything fed before); the rest waits for its event's end.
   */
  feed(chunk: Uint8Array): number;
  /** The bytes of the unfinished event, joined; empty between events. */
  tail(): Uint8Array;
  /** The same as they came. */
  writtenTail(): Uint8Array;
  /** Bytes of the unfinished event so far; once refused, of all that came since. */
  readonly pendingBytes: () => number;
}

/**
 * Takes a complete event, blank line included, and the same as it was written. False refuses it and
 * all that follows.
 */
export type TakeFrame = (frame: Uint8Array, written: Uint8Array) => unknown;

export function createFrameSplitter(takeFrame: TakeFrame): FrameSplitter {
  const ends = findEventEnds();
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let isRefused = false;

  function emit(part: Uint8Array): void {
    if (pending.length === 0) {
      isRefused = takeFrame(readable(part), part) === false;
      return;
    }
    pending.push(part);
    const whole = join(pending);
    isRefused = takeFrame(readable(whole), whole) === false;
    pending = [];
    if (!isRefused) pendingBytes = 0;
  }

  function readable(frame: Uint8Array): Uint8Array {
    return ends.areReturns() ? withFeeds(frame) : frame;
  }

  function feed(chunk: Uint8Array): number {
    let start = 0;
    while (!isRefused) {
      const end = ends.next(chunk, start);
      if (end === -1) {
        hold(chunk, start);
        return start;
      }
      emit(chunk.subarray(start, end));
      if (!isRefused) start = end;
    }
    pendingBytes += chunk.length - start;
    return start;
  }

  function hold(chunk: Uint8Array, start: number): void {
    if (start === chunk.length) return;
    pending.push(start === 0 ? chunk : chunk.subarray(start));
    pendingBytes += chunk.length - start;
  }

  const writtenTail = (): Uint8Array => join(pending);
  const tail = (): Uint8Array => readable(writtenTail());
  return { feed, tail, writtenTail, pendingBytes: () => pendingBytes };
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const only = parts[0];
  if (parts.length === 1 && only !== undefined) return only;
  return Buffer.concat(parts);
}
