/**
 * The way back for streams: tokens become what they stand for, wherever the bytes were cut. What
 * holds no token passes as it came; of what could be the beginning of one, only that is held back.
 */
import type { Dialect } from "../../base/dialect.ts";
import { createFrameSplitter } from "../../stream/split-frames.ts";
import { rootShape } from "../walk/shape.ts";
import { findHits, holdsAny, markerNeedles, viewOf } from "./find-marker.ts";
import type { IsRemoteTool } from "./remote-tools.ts";
import type { RestoreTools } from "./restore-json.ts";
import { editEvent } from "./stream/edit-event.ts";
import { endsEvent, eventEnds, lastEventEnd } from "./stream/event-ends.ts";
import { openFrame } from "./stream/event-frame.ts";
import type { EventReader } from "./stream/event-reader.ts";
import { createHeldText, type Released } from "./stream/held-text.ts";
import { readAnthropicEvents } from "./stream/read-anthropic.ts";
import { readChatEvents } from "./stream/read-chat.ts";
import { readResponsesEvents } from "./stream/read-responses.ts";

export interface StreamRestorer {
  /** The very same array when it holds whole events without anything to restore. */
  feed(bytes: Uint8Array): Uint8Array;
  /** What is left when the stream ends: an event without its blank line, and held text. */
  end(): Uint8Array;
}

const readers: Readonly<Record<Dialect, (isRemoteTool: IsRemoteTool) => EventReader>> = {
  "anthropic-messages": readAnthropicEvents,
  "openai-chat": readChatEvents,
  "openai-responses": readResponsesEvents,
};

export function createStreamRestorer(dialect: Dialect, tools: RestoreTools): StreamRestorer {
  const root = rootShape(dialect);
  const reader = readers[dialect](tools.isRemoteTool);
  const held = createHeldText(tools.restorer);
  const needles = [...markerNeedles(tools.restorer.marker), Buffer.from(reader.landmark)];
  const splitter = createFrameSplitter(restoreEvent);
  let out: Uint8Array[] = [];

  /** True when every event has to be looked at. */
  function isAlert(): boolean {
    return !held.isEmpty() || reader.mustSeeAll();
  }

  function restoreEvent(frame: Uint8Array): void {
    const event = isAlert() || holdsAny(frame, needles) ? openFrame(frame) : null;
    if (event !== null) {
      const edit = editEvent(event.data, root, { ...tools, held });
      reader.read(edit);
      const changed = edit.finish();
      out.push(...write(edit.released, edit.firstNumber()));
      out.push(changed === event.data ? frame : event.write(changed));
    } else {
      if (isAlert() && isTerminator(frame)) release();
      out.push(frame);
    }
  }

  /** Passes on what is held although nothing more comes. */
  function release(): void {
    out.push(...write(held.release(""), reader.nextNumber()));
  }

  /** What stands between events with something in them stays in one piece. */
  function restoreEvents(bytes: Uint8Array): void {
    const hits = findHits(bytes, needles);
    const endAfter = eventEnds(bytes);
    for (let done = 0; done < bytes.length;) {
      const hit = isAlert() ? done : Math.min(bytes.length, hits.next(done));
      const start = hit === bytes.length ? hit : lastEventEnd(bytes, done, hit);
      if (start > done) out.push(bytes.subarray(done, start));
      done = start === bytes.length ? start : endAfter(hit);
      if (done > start) restoreEvent(bytes.subarray(start, done));
    }
  }

  function take(): Uint8Array {
    const taken = joinViews(out);
    out = [];
    return taken;
  }

  return {
    feed(bytes) {
      const isWhole = splitter.pendingBytes() === 0 && endsEvent(bytes);
      if (isWhole && !isAlert() && !holdsAny(bytes, needles)) return bytes;
      // The rest of an event that was cut is put together with its beginning.
      const first = splitter.pendingBytes() === 0 ? 0 : eventEnds(bytes)(0);
      splitter.feed(bytes.subarray(0, first));
      const last = lastEventEnd(bytes, first, bytes.length);
      restoreEvents(bytes.subarray(first, last));
      splitter.feed(bytes.subarray(last));
      const restored = take();
      return isSameView(restored, bytes) ? bytes : restored;
    },
    end() {
      const tail = splitter.tail();
      if (tail.length > 0) restoreEvent(tail);
      release();
      return take();
    },
  };
}

function write(released: readonly Released[], firstNumber: number): Uint8Array[] {
  return released.map(({ written, write: writeEvent }, index) =>
    Buffer.from(writeEvent(written, firstNumber + index)),
  );
}

const done = Buffer.from("data: [DONE]");

function isTerminator(frame: Uint8Array): boolean {
  return viewOf(frame).includes(done);
}

function isSameView(one: Uint8Array, other: Uint8Array): boolean {
  const isThere = one.buffer === other.buffer && one.byteOffset === other.byteOffset;
  return isThere && one.length === other.length;
}

/** Views that stand next to each other in one buffer become one view again; others are copied. */
function joinViews(views: readonly Uint8Array[]): Uint8Array {
  const [first, ...rest] = views;
  if (first === undefined) return new Uint8Array();
  let length = first.length;
  for (const view of rest) {
    const isNext = view.buffer === first.buffer && view.byteOffset === first.byteOffset + length;
    if (!isNext) return Buffer.concat(views);
    length += view.length;
  }
  return new Uint8Array(first.buffer, first.byteOffset, length);
}
