/**
 * The data of one server-sent event. Streams are converted event by event, and nearly every event is
 * one `data:` line, with or without an `event:` line before it.
 */

export interface EventText {
  /** The value of `event:`; null = the event has none. */
  readonly name: string | null;
  /** All `data:` lines joined with line feeds; null = the event has none (a comment). */
  readonly data: string | null;
}

/** `event`: its lines, which end in LF. */
export function readEventText(event: string): EventText {
  if (event.startsWith("data:")) {
    const end = lineEnd(event, 5);
    if (isBlankFrom(event, end)) return { name: null, data: fieldValue(event, 5, end) };
  } else if (event.startsWith("event:")) {
    const nameEnd = lineEnd(event, 6);
    if (event.startsWith("data:", nameEnd + 1)) {
      const start = nameEnd + 6;
      const end = lineEnd(event, start);
      if (isBlankFrom(event, end)) {
        return { name: fieldValue(event, 6, nameEnd), data: fieldValue(event, start, end) };
      }
    }
  }
  return readLines(event);
}

/** Where the line ends that `position` is in. */
function lineEnd(event: string, position: number): number {
  const feed = event.indexOf("\n", position);
  return feed === -1 ? event.length : feed;
}

/** True when nothing but line ends follows. */
function isBlankFrom(event: string, position: number): boolean {
  for (let index = position; index < event.length; index++) {
    if (event.charCodeAt(index) !== 10) return false;
  }
  return true;
}

/** The value less the one space that may stand behind the colon. */
function fieldValue(event: string, start: number, end: number): string {
  return event.slice(start < end && event.charCodeAt(start) === 32 ? start + 1 : start, end);
}

/** Events of several data lines, of other fields before them, or with comments. */
function readLines(event: string): EventText {
  let name: string | null = null;
  const data: string[] = [];
  for (const line of event.split("\n")) {
    if (line.startsWith("data:")) data.push(fieldValue(line, 5, line.length));
    else if (line.startsWith("event:")) name = fieldValue(line, 6, line.length);
  }
  return { name, data: data.length === 0 ? null : data.join("\n") };
}
