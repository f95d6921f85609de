import { findHits, viewOf } from "../find-marker.ts";

/** Blank lines: the line feed of the line before, and their own end. */
const shortBlank = Buffer.from("\n\n");
const longBlank = Buffer.from("\n\r\n");

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** True when the bytes end in a blank line. */
export function endsEvent(bytes: Uint8Array): boolean {
  const last = bytes.length - 1;
  if (bytes[last] !== lineFeed) return false;
  const before = bytes[last - 1] === carriageReturn ? last - 2 : last - 1;
  return bytes[before] === lineFeed;
}

/** Gives the offset after the first blank line that begins at or after `from`; else the length. */
export function eventEnds(bytes: Uint8Array): (from: number) => number {
  const short = findHits(bytes, [shortBlank]);
  const long = findHits(bytes, [longBlank]);
  return (from) =>
    Math.min(
      bytes.length,
      short.next(from) + shortBlank.length,
      long.next(from) + longBlank.length,
    );
}

/** The offset after the last blank line of a stretch; its beginning when there is none. */
export function lastEventEnd(bytes: Uint8Array, start: number, end: number): number {
  const view = viewOf(bytes.subarray(start, end));
  const short = view.lastIndexOf(shortBlank);
  const long = view.lastIndexOf(longBlank);
  const after = Math.max(
    short === -1 ? 0 : short + shortBlank.length,
    long === -1 ? 0 : long + longBlank.length,
  );
  return start + after;
}
