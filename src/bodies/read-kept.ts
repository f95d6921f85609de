/** Reads kept bodies from all files, for the command line; a gateway may write meanwhile. */
import type { KeptFacts, KeptRecord } from "./kept-record.ts";
import { openSegment, type OpenSegment } from "./read-segment.ts";
import { bodiesDirectory, listSegments } from "./segment-files.ts";

export interface KeptBodies {
  readonly facts: KeptFacts;
  readonly request: () => Buffer;
  /** Null when there was none, or none that could be kept. */
  readonly response: () => Buffer | null;
}

export interface KeptSource {
  readonly dataDirectory: string;
  /** The key that sealed them. */
  readonly key: Uint8Array;
  /** Told of a file that cannot be read, and why. */
  readonly onUnreadable: (path: string, reason: string) => void;
}

/** When requests came, milliseconds since the epoch: from, and up to. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

export const allTimes: TimeSpan = { from: 0, to: Number.POSITIVE_INFINITY };

/** File by file, each from its oldest request on. Bodies can be asked for until the next one. */
export function* readKept(source: KeptSource, span: TimeSpan): Generator<KeptBodies> {
  for (const { path, changedAt } of listSegments(bodiesDirectory(source.dataDirectory))) {
    if (changedAt < span.from) continue;
    const opened = openSegment(path, source.key);
    if (!opened.ok) {
      source.onUnreadable(path, opened.failure);
      continue;
    }
    const segment = opened.value;
    try {
      for (const record of segment.records(span.from, span.to)) yield bodiesOf(record, segment);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      source.onUnreadable(path, "it is damaged");
    } finally {
      segment.close();
    }
  }
}

export interface FoundBodies {
  readonly facts: KeptFacts;
  readonly request: Buffer;
  readonly response: Buffer | null;
}

/** The bodies of one request; null when they were not kept, or are not any more. */
export function findKept(source: KeptSource, id: string, span: TimeSpan): FoundBodies | null {
  for (const { facts, request, response } of readKept(source, span)) {
    if (facts.id !== id) continue;
    const whole = undamaged(() => ({ facts, request: request(), response: response() }));
    if (whole !== null) return whole;
  }
  return null;
}

/** Null for what a damaged file does not hold any more. */
export function undamaged<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    // What `read-segment.ts` says of places that are not there or cannot be opened.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function bodiesOf(record: KeptRecord, segment: OpenSegment): KeptBodies {
  const { request, response, ...facts } = record;
  return {
    facts,
    request: () => segment.body(request),
    response: () => (response === null ? null : segment.body(response)),
  };
}
