/** One growing file of kept bodies. What stands in it refers to nothing outside. */
import { limits } from "../base/limits.ts";
import { createDescriber } from "./describe-body.ts";
import { createSink, type FrameInput, type SegmentSink } from "./frame-writer.ts";
import type { KeptFacts } from "./kept-record.ts";
import { createPendingFrame } from "./pending-frame.ts";

/** A request with its bodies, ready to be kept. */
export interface Keepsake {
  readonly facts: KeptFacts;
  /** Names whose turns are likely to begin alike. */
  readonly conversation: string;
  readonly request: Uint8Array;
  readonly response: Uint8Array | null;
}

export interface Segment {
  readonly startedAt: number;
  keep(keepsake: Keepsake): void;
  /** Bytes that wait to be written. */
  waiting(): number;
  /** About the bytes that the file will have once everything that waits is written. */
  bytes(): number;
  /** Begins to write what waits in the frame that is being filled. */
  flush(): void;
  /** Resolves when everything is in the file, which is closed then. */
  close(): Promise<void>;
}

export interface SegmentOptions {
  readonly path: string;
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
  readonly startedAt: number;
  /** Told once of the system's error: nothing more can be written. */
  readonly onFailure: (code: string) => void;
  readonly onLost: (records: number) => void;
  readonly onWritten: (records: number, bytes: number) => void;
}

/** What waits may shrink less than what is written. */
const cautious = 1.5;

export function startSegment(options: SegmentOptions): Segment {
  const frame = createPendingFrame();
  const describer = createDescriber(frame);
  let sink: SegmentSink | null = null;
  let queued = 0;
  /** Of what has been written, before it was compressed. */
  let plainWritten = 0;
  let hasFailed = false;
  let work = attempt(async () => {
    sink = await createSink(options.path, options.key, options.salt);
  });

  /** After a failure no step is taken any more, since a file with a hole cannot be read. */
  async function attempt(step: () => Promise<void>): Promise<void> {
    if (hasFailed) return;
    try {
      await step();
    } catch (error) {
      // The disk is full, the directory is gone or is not ours: the system's errors have a code.
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      hasFailed = true;
      options.onFailure(code);
    }
  }

  async function write(taken: FrameInput, size: number, before: Promise<void>): Promise<void> {
    await before;
    let written = 0;
    await attempt(async () => {
      written = (await sink?.append(taken)) ?? 0;
    });
    const records = taken.recordLines.length;
    plainWritten += size;
    if (written > 0) options.onWritten(records, written);
    else options.onLost(records);
    queued -= size;
  }

  function flush(): void {
    const size = frame.bytes();
    const taken = frame.take();
    if (taken === null) return;
    queued += size;
    work = write(taken, size, work);
  }

  return {
    startedAt: options.startedAt,
    keep({ facts, conversation, request, response }) {
      const record = frame.nextRecord();
      const asked = describer.request(conversation, request, record);
      const answered =
        response === null
          ? null
          : {
              length: response.length,
              ranges: response.length === 0 ? [] : [frame.append(response), response.length],
              base: null,
            };
      frame.add({ ...facts, request: asked, response: answered });
      if (frame.bytes() >= limits.bodyFrameBytes) flush();
    },
    waiting: () => queued + frame.bytes(),
    bytes() {
      const written = sink?.written() ?? 0;
      const share = plainWritten === 0 ? 1 : Math.min(1, (cautious * written) / plainWritten);
      return written + share * (queued + frame.bytes());
    },
    flush,
    async close() {
      flush();
      await work;
      await sink?.close();
    },
  };
}
