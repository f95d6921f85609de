/** Replaces the bytes from `start` up to `end` (offsets into the original) by a text in UTF-8. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Most bytes given to one native copy. Above about 2 KB the C library on x86 changes to an
 * instruction that some processors run at 3 GB/s instead of 35 when source and target are aligned
 * differently, and a changed model name shifts the whole rest of a body.
 */
const copyBytes = 2_000;
const alignment = 16;

const encoder = new TextEncoder();

/**
 * A copy of `bytes` with the splices made, or `bytes` itself when there are none. Splices may come
 * in any order; insertions (`start === end`) at one place keep theirs. Texts must be well-formed.
 * Throws a RangeError when two overlap or one reaches outside: that is a programming error.
 */
export function applySplices<Memory extends ArrayBufferLike>(
  bytes: Uint8Array<Memory>,
  splices: readonly Splice[],
): Uint8Array<Memory | ArrayBuffer> {
  if (splices.length === 0) return bytes;
  const ordered = splices.toSorted((one, other) => one.start - other.start || one.end - other.end);
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const target = new Uint8Array(lengthAfter(bytes.length, ordered));
  let from = 0;
  let to = 0;
  for (const splice of ordered) {
    copy({ source, from, end: splice.start }, target, to);
    to += splice.start - from;
    to += encoder.encodeInto(splice.text, target.subarray(to)).written;
    from = splice.end;
  }
  copy({ source, from, end: source.length }, target, to);
  return target;
}

function lengthAfter(length: number, ordered: readonly Splice[]): number {
  let total = length;
  let floor = 0;
  for (const { start, end, text } of ordered) {
    if (start < floor) throw new RangeError(`splice at byte ${start} overlaps the one before it`);
    if (end < start || end > length)
      throw new RangeError(`splice ${start}..${end} reaches outside`);
    total += Buffer.byteLength(text, "utf8") - (end - start);
    floor = end;
  }
  return total;
}

interface Piece {
  readonly source: Buffer;
  readonly from: number;
  readonly end: number;
}

function copy({ source, from, end }: Piece, target: Uint8Array, to: number): void {
  const isAligned = (source.byteOffset + from - to) % alignment === 0;
  const step = isAligned ? end - from : copyBytes;
  for (let start = from; start < end; start += step) {
    source.copy(target, to + start - from, start, Math.min(start + step, end));
  }
}
