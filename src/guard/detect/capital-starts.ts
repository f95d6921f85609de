/**
 * Whether a word that begins with a capital may be one that a detector waits for, by its first four
 * letters. Most capitals of source code begin names of types and constants: this is asked for each
 * of them, and everything else only for the few that are left.
 */

/** By the first three letters, five bits each: one bit for each fourth letter. */
export type CapitalStarts = Int32Array;

const anyFourth = -1;

/** `whole` in any letter case; of `beginnings` what stands behind the third letter does not matter. */
export function buildCapitalStarts(
  whole: Iterable<string>,
  beginnings: readonly string[],
): CapitalStarts {
  const starts = new Int32Array(1 << 15);
  for (const word of whole) {
    const fourth = word.length > 3 ? 1 << (word.charCodeAt(3) & 31) : anyFourth;
    starts[placeAt(word, 0)] = (starts[placeAt(word, 0)] ?? 0) | fourth;
  }
  for (const beginning of beginnings) starts[placeAt(beginning, 0)] = anyFourth;
  return starts;
}

/** Says yes too often, because other units share their five bits with letters. */
export function mayMatter(starts: CapitalStarts, text: string, start: number): boolean {
  return (
    (((starts[placeAt(text, start)] as number) >>> (text.charCodeAt(start + 3) & 31)) & 1) === 1
  );
}

function placeAt(text: string, start: number): number {
  const first = text.charCodeAt(start) & 31;
  const second = text.charCodeAt(start + 1) & 31;
  return (((first << 5) | second) << 5) | (text.charCodeAt(start + 2) & 31);
}
