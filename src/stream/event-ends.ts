/**
 * Where server-sent events end: at a line with nothing in it. Lines end in LF or CRLF, or in CR
 * alone, which the standard allows and nearly nobody sends; the first line shows it.
 */
export interface EventEnds {
  /**
   * The place behind the next event's end at or after `from`; -1 = the chunk holds none, and the
   * next chunk goes on where it stops. Begins at 0 with each chunk, and goes on at what it returned.
   */
  next(chunk: Uint8Array, from: number): number;
  /** Lines end in CR alone. */
  readonly areReturns: () => boolean;
}

const lineFeed = 10;
const carriageReturn = 13;

type LineEnd = "feed" | "return";

export function findEventEnds(): EventEnds {
  let lineEnd: LineEnd | null = null;
  /** Bytes of the current line in earlier chunks, and whether the last of them is a CR. */
  let lineBytes = 0;
  let endsInReturn = false;
  /** Where lines end in CR: the event has a line that is not blank. */
  let hasLine = false;

  function decide(chunk: Uint8Array): void {
    lineEnd = findLineEnd(chunk, endsInReturn);
    if (lineEnd !== "return" || !endsInReturn) return;
    hasLine = lineBytes > 1;
    lineBytes = 0;
  }

  function nextOfFeeds(chunk: Uint8Array, from: number): number {
    let position = from;
    for (;;) {
      const end = chunk.indexOf(lineFeed, position);
      if (end === -1) break;
      const hasReturn = end > position ? chunk[end - 1] === carriageReturn : endsInReturn;
      const isBlank = lineBytes + (end - position) === (hasReturn ? 1 : 0);
      position = end + 1;
      lineBytes = 0;
      endsInReturn = false;
      if (isBlank) return position;
    }
    if (position < chunk.length) {
      lineBytes += chunk.length - position;
      endsInReturn = chunk[chunk.length - 1] === carriageReturn;
    }
    return -1;
  }

  /** Byte for byte, as no provider was seen to send this. Blank lines before an event belong to it. */
  function nextOfReturns(chunk: Uint8Array, from: number): number {
    for (let index = from; index < chunk.length; index++) {
      const byte = chunk[index];
      const isSecondHalf = byte === lineFeed && endsInReturn;
      endsInReturn = byte === carriageReturn;
      if (isSecondHalf) continue;
      if (byte !== lineFeed && byte !== carriageReturn) {
        lineBytes++;
        continue;
      }
      const isBlank = lineBytes === 0;
      lineBytes = 0;
      hasLine ||= !isBlank;
      if (!isBlank || !hasLine) continue;
      hasLine = false;
      return index + 1;
    }
    return -1;
  }

  return {
    next(chunk, from) {
      if (lineEnd === null) decide(chunk);
      return lineEnd === "return" ? nextOfReturns(chunk, from) : nextOfFeeds(chunk, from);
    },
    areReturns: () => lineEnd === "return",
  };
}

/** From the first line's end; null = it is not there yet, or its CR is the last byte so far. */
function findLineEnd(chunk: Uint8Array, isAfterReturn: boolean): LineEnd | null {
  if (chunk.length === 0) return null;
  if (isAfterReturn) return chunk[0] === lineFeed ? "feed" : "return";
  const feed = chunk.indexOf(lineFeed);
  const line = feed === -1 ? chunk : chunk.subarray(0, feed);
  const found = line.indexOf(carriageReturn);
  if (found === -1) return feed === -1 ? null : "feed";
  if (found + 1 === chunk.length) return null;
  return chunk[found + 1] === lineFeed ? "feed" : "return";
}

/** The same event with lines that end in LF. */
export function withFeeds(frame: Uint8Array): Uint8Array {
  return frame.map((byte) => (byte === carriageReturn ? lineFeed : byte));
}
