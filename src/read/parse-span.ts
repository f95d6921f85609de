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
  try {
    return JSON.parse(bufferOf(bytes).toString("utf8", span.start, span.end));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
