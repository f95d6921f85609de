import { isUsageOnlyChunk } from "../stream/read-chat-frame.ts";
import { createFrameSplitter } from "../stream/split-frames.ts";
import type { StreamRewriter } from "./rewrite-stream.ts";

/**
 * Takes out the usage chunk that the client did not ask for. Everything else passes as it came:
 * runs of kept events stay one piece. Expects whole events in each chunk, as the relay writes them.
 */
export function dropUsageChunk(): StreamRewriter {
  let kept: Uint8Array[] = [];
  const splitter = createFrameSplitter((frame, written) => {
    if (!isUsageOnlyChunk(frame)) kept.push(written);
  });
  return {
    feed(events) {
      splitter.feed(events);
      const runs = joinNeighbours(kept);
      kept = [];
      return runs;
    },
    end() {
      // The last event of a stream may lack its blank line.
      const tail = splitter.writtenTail();
      return tail.length > 0 && !isUsageOnlyChunk(splitter.tail()) ? [tail] : [];
    },
  };
}

/** Frames cut from one buffer without a gap become one view of it again. */
function joinNeighbours(frames: readonly Uint8Array[]): readonly Uint8Array[] {
  const runs: Uint8Array[] = [];
  for (const frame of frames) {
    const last = runs.at(-1);
    const isNext =
      last !== undefined &&
      last.buffer === frame.buffer &&
      last.byteOffset + last.byteLength === frame.byteOffset;
    if (isNext) {
      const length = last.byteLength + frame.byteLength;
      runs[runs.length - 1] = new Uint8Array(last.buffer, last.byteOffset, length);
    } else runs.push(frame);
  }
  return runs;
}
