/**
 * Cuts a body where its content says so, so that what comes again in another body, or at another
 * place, is cut into the same pieces. Nothing is parsed, so that bytes of every kind can be cut and put together.
 */
import { limits } from "../base/limits.ts";
import { asBuffer } from "./common-ends.ts";

/** An object begins, a text ends, a cache breakpoint that moves from turn to turn begins. */
const landmarks = [
  { mark: Buffer.from('{"'), offset: 0 },
  { mark: Buffer.from('"}'), offset: 1 },
  { mark: Buffer.from(',"cache_control"'), offset: 0 },
] as const;

/** Messages begin; always a cut, however short the piece before is. */
const messageMark = Buffer.from('{"role"');

/** Offsets of the pieces' ends in `bytes` from `start` on; the last one is `end`. */
export function cutPieces(bytes: Uint8Array, start: number, end: number): number[] {
  const view = asBuffer(bytes.subarray(0, end));
  const finders = landmarks.map(({ mark, offset }) => finderOf(view, mark, offset));
  const nextMessage = finderOf(view, messageMark, 0);
  const ends: number[] = [];
  for (let cut = start; cut < end;) {
    const least = cut + limits.bodyPieceBytes;
    const next = Math.min(nextMessage(cut + 1), ...finders.map((find) => find(least)));
    cut = Math.min(next, end);
    ends.push(cut);
  }
  return ends;
}

/** Where a mark is found next; asked with growing offsets, it looks at each byte once. */
function finderOf(view: Buffer, mark: Buffer, offset: number): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      const at = view.indexOf(mark, from - offset);
      found = at === -1 ? Number.POSITIVE_INFINITY : at + offset;
    }
    return found;
  };
}
