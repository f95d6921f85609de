/**
 * Finds where server-sent events end in a stream of bytes, however the bytes were cut. The
 * bytes themselves are never changed or joined unless one event spans several chunks.
 */

export interface FrameSplitter {
  /**
   * Takes the next chunk and returns how many of its bytes belong to events that are complete
   * now (with everything fed before); the rest waits for its event's end.
   */
  feed(chunk: Uint8Array): number;
  /** The bytes of the unfinished event, joined; empty between events. */
  tail(): Uint8Array;
  /** Bytes of the unfinished event so far; once refused, of all that came since. */
  readonly pendingBytes: () => number;
}

/** Takes a complete event, blank line included. False refuses it and all that follows. */
export type TakeFrame = (frame: Uint8Array) => unknown;

const lineFeed = 10;
const carriageReturn = 13;

export function createFrameSplitter(takeFrame: TakeFrame): FrameSplitter {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  /** Bytes of the current line in earlier chunks, and whether the last of them is a CR. */
  let lineBytes = 0;
  let endsInCarriageReturn = false;
  let isRefused = false;

  function emit(chunk: Uint8Array, start: number, end: number): void {
    const part = chunk.subarray(start, end);
    if (pending.length === 0) {
      isRefused = takeFrame(part) === false;
      return;
    }
    pending.push(part);
    isRefused = takeFrame(join(pending)) === false;
    pending = [];
    if (!isRefused) pendingBytes = 0;
  }

  function feed(chunk: Uint8Array): number {
    if (isRefused) {
      pendingBytes += chunk.length;
      return 0;
    }
    let frameStart = 0;
    let position = 0;
    for (;;) {
      const end = chunk.indexOf(lineFeed, position);
      if (end === -1) break;
      const hasReturn = end > position ? chunk[end - 1] === carriageReturn : endsInCarriageReturn;
      const isBlank = lineBytes + (end - position) === (hasReturn ? 1 : 0);
      position = end + 1;
      lineBytes = 0;
      endsInCarriageReturn = false;
      if (isBlank) {
        emit(chunk, frameStart, position);
        if (isRefused) {
          pendingBytes += chunk.length - frameStart;
          return frameStart;
        }
        frameStart = position;
      }
    }
    keep(chunk, frameStart, position);
    return frameStart;
  }

  function keep(chunk: Uint8Array, frameStart: number, position: number): void {
    const rest = chunk.length - position;
    if (rest > 0) {
      lineBytes += rest;
      endsInCarriageReturn = chunk[chunk.length - 1] === carriageReturn;
    }
    if (frameStart === chunk.length) return;
    pending.push(frameStart === 0 ? chunk : chunk.subarray(frameStart));
    pendingBytes += chunk.length - frameStart;
  }

  return { feed, tail: () => join(pending), pendingBytes: () => pendingBytes };
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const only = parts[0];
  if (parts.length === 1 && only !== undefined) return only;
  return Buffer.concat(parts);
}
