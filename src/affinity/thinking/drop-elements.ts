import type { Span } from "../../read/parse-span.ts";
import type { Splice } from "../../read/splice.ts";

/**
 * The splices that take the elements at `dropped` (indexes) out of an array whose elements stand at
 * `elements`, each with one comma, so that the array stays valid and all other bytes stay.
 */
export function dropElements(elements: readonly Span[], dropped: ReadonlySet<number>): Splice[] {
  const splices: Splice[] = [];
  let firstOfRun: number | null = null;
  elements.forEach((element, index) => {
    if (!dropped.has(index)) return;
    firstOfRun ??= index;
    if (dropped.has(index + 1)) return;
    const before = elements[firstOfRun - 1];
    const after = elements[index + 1];
    // The comma before the run goes with it; a run at the beginning takes the one behind it.
    const start = before?.end ?? elements[firstOfRun]?.start ?? element.start;
    const end = before === undefined ? (after?.start ?? element.end) : element.end;
    splices.push({ start, end, text: "" });
    firstOfRun = null;
  });
  return splices;
}
