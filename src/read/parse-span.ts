import { bufferOf } from "../base/buffers.ts";

/** Byte offsets into the text that was scanned, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The JSON value that a span covers, as JSON.parse reads it; undefined when it is not valid. Broken
 * UTF-8 reads as U+FFFD, like at every provider that gets these bytes.
 */
export function parseSpan(bytes: Uint8Array, span: Span): unknown {
  const { start, end } = span;
  // Fast path: the short words of which bodies are full (roles, types, names of models).
  if (isPlainWord(bytes, span)) return bufferOf(bytes).toString("latin1", start + 1, end - 1);
  try {
    return JSON.parse(bufferOf(bytes).toString("utf8", start, end));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const wordBytes = 48;

/** A string of printable ASCII in which nothing is escaped. */
function isPlainWord(bytes: Uint8Array, { start, end }: Span): boolean {
  const last = end - 1;
  if (last <= start || last - start > wordBytes) return false;
  if (bytes[start] !== quote || bytes[last] !== quote) return false;
  for (let position = start + 1; position < last; position++) {
    const byte = bytes[position] ?? 0;
    if (byte < 0x20 || byte > 0x7e || byte === quote || byte === backslash) return false;
  }
  return true;
}
