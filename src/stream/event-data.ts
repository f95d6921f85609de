/**
 * The data of one server-sent event as text, in one decoding. Streams are converted event by event,
 * and nearly every event is one `data:` line, with or without an `event:` line before it.
 */

export interface EventText {
  /** The value of `event:`; null = the event has none. */
  readonly name: string | null;
  /** All `data:` lines joined with line feeds; null = the event has none (a comment). */
  readonly data: string | null;
}

const byteOrderMark = 0xfe_ff;

export function readEventText(frame: Uint8Array): EventText {
  const text = decode(frame);
  if (text.startsWith("data:")) {
    const end = lineEnd(text, 5);
    if (isBlankFrom(text, end)) return { name: null, data: fieldValue(text, 5, end) };
  } else if (text.startsWith("event:")) {
    const nameEnd = lineEnd(text, 6);
    const next = text.indexOf("\n", nameEnd) + 1;
    if (next > 0 && text.startsWith("data:", next)) {
      const end = lineEnd(text, next + 5);
      if (isBlankFrom(text, end)) {
        return { name: fieldValue(text, 6, nameEnd), data: fieldValue(text, next + 5, end) };
      }
    }
  }
  return readLines(text);
}

function decode(frame: Uint8Array): string {
  const text = bufferOf(frame).toString();
  return text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
}

function bufferOf(frame: Uint8Array): Buffer {
  if (frame instanceof Buffer) return frame;
  return Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
}

/** Where the line ends that `position` is in, its CR not counted. */
function lineEnd(text: string, position: number): number {
  const feed = text.indexOf("\n", position);
  const end = feed === -1 ? text.length : feed;
  return end > position && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
}

/** True when nothing but line ends follows. */
function isBlankFrom(text: string, position: number): boolean {
  for (let index = position; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code !== 10 && code !== 13) return false;
  }
  return true;
}

/** The value less the one space that may stand behind the colon. */
function fieldValue(text: string, start: number, end: number): string {
  return text.slice(start < end && text.charCodeAt(start) === 32 ? start + 1 : start, end);
}

/** Events of several data lines, of other fields before them, or with comments. */
function readLines(text: string): EventText {
  let name: string | null = null;
  const data: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("data:")) data.push(fieldValue(line, 5, line.length));
    else if (line.startsWith("event:")) name = fieldValue(line, 6, line.length);
  }
  return { name, data: data.length === 0 ? null : data.join("\n") };
}
