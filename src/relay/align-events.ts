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
 * the middle of an event can then still end in a well-formed one.
 */
export function alignEvents(
  watcher: StreamWatcher,
  write: (bytes: Uint8Array) => void,
): EventAligner {
  let tail: Uint8Array[] = [];

  function flush(): void {
    for (const piece of tail) write(piece);
    tail = [];
  }

  function forward(part: Uint8Array, completeBytes: number): void {
    if (completeBytes > 0) {
      flush();
      write(completeBytes === part.length ? part : part.subarray(0, completeBytes));
    }
    if (completeBytes < part.length) tail.push(part.subarray(completeBytes));
  }

  return {
    begin(held) {
      const total = held.reduce((sum, part) => sum + part.length, 0);
      let complete = total - watcher.pendingBytes();
      for (const part of held) {
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
    flush,
  };
}
