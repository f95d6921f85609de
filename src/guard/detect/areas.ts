/**
 * Where masking one place can lay another one bare: in the lines around it. Detectors look a few
 * hundred units over line ends, and further within a line. Those that read on over many lines say
 * so (`readsFar`), and then the whole text is looked at again.
 */
import type { Place } from "./candidates.ts";

/** More than any other detector looks over line ends, UTF-16 units. */
const farthest = 100;

/** Whole lines around places that are in the order of the text; areas do not overlap. */
export function linesAround(text: string, places: readonly Place[]): Place[] {
  const areas: Place[] = [];
  let lineDone = -1;
  for (const place of places) {
    // Of a long line with many finds the ends are looked for once.
    if (place.end <= lineDone) continue;
    const start = lineStart(text, lineStart(text, place.start) - farthest);
    lineDone = lineEnd(text, place.end);
    const end = lineEnd(text, lineDone + farthest);
    const last = areas.at(-1);
    if (last === undefined || start > last.end) areas.push({ start, end });
    else areas[areas.length - 1] = { start: last.start, end };
  }
  return areas;
}

function lineStart(text: string, position: number): number {
  return position <= 0 ? 0 : text.lastIndexOf("\n", position - 1) + 1;
}

function lineEnd(text: string, position: number): number {
  const end = text.indexOf("\n", position);
  return end === -1 ? text.length : end + 1;
}
