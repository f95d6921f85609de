/** Reads the fields of one server-sent event without decoding what nobody asked for. */

const decoder = new TextDecoder();
const lineFeed = 10;
const carriageReturn = 13;
const colon = 58;
const space = 32;

/** The value of the first field of that name, as bytes; null = the event has no such field. */
export function fieldBytes(frame: Uint8Array, name: string): Uint8Array | null {
  for (const value of fieldValues(frame, name)) return value;
  return null;
}

function* fieldValues(frame: Uint8Array, name: string): Generator<Uint8Array> {
  let start = 0;
  while (start < frame.length) {
    const feed = frame.indexOf(lineFeed, start);
    if (isField(frame, start, name)) yield fieldValue(frame, start + name.length, feed);
    start = feed === -1 ? frame.length : feed + 1;
  }
}

/** The value of the `event:` field as text; null without one. */
export function eventName(frame: Uint8Array): string | null {
  const bytes = fieldBytes(frame, "event");
  return bytes === null ? null : decoder.decode(bytes);
}

/** The text of all `data:` lines joined as the standard says; null when there are none. */
export function dataText(frame: Uint8Array): string | null {
  const lines = Array.from(fieldValues(frame, "data"), (value) => decoder.decode(value));
  return lines.length === 0 ? null : lines.join("\n");
}

/** The JSON of the `data:` lines; undefined when it is missing or not JSON. */
export function dataJson(frame: Uint8Array): unknown {
  const text = dataText(frame);
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isField(frame: Uint8Array, start: number, name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    if (frame[start + index] !== name.charCodeAt(index)) return false;
  }
  return frame[start + name.length] === colon;
}

/** From the colon to the line's end, less one leading space and a trailing CR. */
function fieldValue(frame: Uint8Array, colonAt: number, feed: number): Uint8Array {
  const start = frame[colonAt + 1] === space ? colonAt + 2 : colonAt + 1;
  const lineEnd = feed === -1 ? frame.length : feed;
  const end = lineEnd > start && frame[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
  return frame.subarray(start, end);
}
