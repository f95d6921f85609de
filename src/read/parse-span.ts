/** Byte offsets into the text that was scanned, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

// `ignoreBOM` keeps a U+FEFF that is part of the text; `fatal: false` reads broken UTF-8 as U+FFFD,
// like every provider that gets these bytes.
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** The JSON value that a span covers, as JSON.parse reads it; undefined when it is not valid. */
export function parseSpan(bytes: Uint8Array, span: Span): unknown {
  try {
    return JSON.parse(decoder.decode(bytes.subarray(span.start, span.end)));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
