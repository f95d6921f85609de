/**
 * Where the bytes of a body stand among the kept bytes of its segment: addresses and lengths in
 * turn. Neighbours are one range.
 */
export type Ranges = readonly number[];

export function addRange(ranges: number[], address: number, length: number): void {
  if (length === 0) return;
  const last = ranges.length - 2;
  if (last >= 0 && (ranges[last] ?? 0) + (ranges[last + 1] ?? 0) === address) {
    ranges[last + 1] = (ranges[last + 1] ?? 0) + length;
  } else ranges.push(address, length);
}

export function addRanges(ranges: number[], more: Ranges): void {
  for (let at = 0; at < more.length; at += 2) addRange(ranges, more[at] ?? 0, more[at + 1] ?? 0);
}

/** The ranges of the bytes from `from` up to `to`. */
export function sliceRanges(ranges: Ranges, from: number, to: number): number[] {
  const slice: number[] = [];
  let before = 0;
  for (let at = 0; at < ranges.length && before < to; at += 2) {
    const [address, length] = [ranges[at] ?? 0, ranges[at + 1] ?? 0];
    const start = Math.max(from - before, 0);
    const end = Math.min(to - before, length);
    if (start < end) addRange(slice, address + start, end - start);
    before += length;
  }
  return slice;
}

export function* pairsOf(ranges: Ranges): Generator<readonly [number, number]> {
  for (let at = 0; at + 1 < ranges.length; at += 2) {
    yield [ranges[at] ?? 0, ranges[at + 1] ?? 0];
  }
}
