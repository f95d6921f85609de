import type { StreamWatcher } from "../stream/watch-stream.ts";

export interface EventAligner {
  /** Passes on what was read ahead (and already watched) to find the first content. */
  begin(held: readonly Uint8Array[]): void;
  /** Watches a part and passes on the events that it completes; true when there were any. */
  take(part: Uint8Array): boolean;
  /** Passes on an event that ended without its blank line. */
  flush(): void;
}

/**
 * Passes bytes on in whole events, as views of the buffers they came in. A stream that breaks in
 * the middle of an event can then still end in a well-formed one. From an error on, what is passed
 * on is joined and goes through `clean` first.
 */
export function alignEvents(
  watcher: StreamWatcher,
  write: (bytes: Uint8Array) => void,
  clean: (events: Uint8Array) => Uint8Array = (events) => events,
): EventAligner {
  let tail: Uint8Array[] = [];

  function flush(): void {
    writeAll(tail);
    tail = [];
  }

  function writeAll(pieces: readonly Uint8Array[]): void {
    if (watcher.seen.error === null) for (const piece of pieces) write(piece);
    else if (pieces.length > 0) write(clean(Buffer.concat(pieces)));
  }

  function forward(part: Uint8Array, completeBytes: number): void {
    if (completeBytes > 0) {
      tail.push(completeBytes === part.length ? part : part.subarray(0, completeBytes));
      flush();
    }
    if (completeBytes < part.length) tail.push(part.subarray(completeBytes));
    dropStray();
  }

  /** What follows the end is not the client's. */
  function dropStray(): void {
    if (watcher.seen.hasStrayed) tail = [];
  }

  return {
    begin(held) {
      const total = held.reduce((sum, part) => sum + part.length, 0);
      let complete = total - watcher.pendingBytes();
      // What has to be cleaned must not be in pieces.
      const parts = watcher.seen.error === null ? held : [Buffer.concat(held)];
      for (const part of parts) {
        const bytes = Math.min(complete, part.length);
        forward(part, bytes);
        complete -= bytes;
      }
    },
    take(part) {
      const complete = watcher.feed(part);
      forward(part, complete);
      return complete > 0;
    },
    flush() {
      dropStray();
      flush();
    },
  };
}
