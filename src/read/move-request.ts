/** A request whose strings were changed by splices: its fields are moved, not looked for again. */
import type { Span } from "./parse-span.ts";
import type { ModelRequest } from "./read-request.ts";
import { Fields, type Field } from "./fields.ts";
import type { Splice } from "./splice.ts";

/**
 * `bytes` are those of the request with the splices made. They ascend, and none of them reaches
 * over the end of a string or into the model's name.
 */
export function moveRequest(
  request: ModelRequest,
  bytes: Uint8Array,
  splices: readonly Splice[],
): ModelRequest {
  const { scan } = request;
  const place = movedBy(splices);
  const moveSpan = ({ start, end }: Span): Span => ({ start: place(start), end: place(end) });
  const moveField = ({ name, keyStart, value, kind }: Field): Field => {
    return { name, keyStart: place(keyStart), value: moveSpan(value), kind };
  };
  const fields = new Fields(scan.fields.all.map(moveField));
  const { open, close } = scan;
  return { ...request, bytes, scan: { ...scan, fields, open: place(open), close: place(close) } };
}

/** Where an offset that stands in no splice has gone. */
function movedBy(splices: readonly Splice[]): (offset: number) => number {
  const shifts = new Float64Array(splices.length);
  let shift = 0;
  for (const [index, { start, end, text }] of splices.entries()) {
    shift += Buffer.byteLength(text, "utf8") - (end - start);
    shifts[index] = shift;
  }
  return (offset) => {
    let low = 0;
    let high = splices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((splices[middle]?.end ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return offset + (low === 0 ? 0 : (shifts[low - 1] ?? 0));
  };
}
