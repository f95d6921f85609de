/**
 * The way back for streams: tokens become what they stand for, wherever the bytes were cut. What
 * holds no token passes as it came; of what could be the beginning of one, only that is held back.
 */
import type { Dialect } from "../../base/dialect.ts";
import { createFrameSplitter } from "../../stream/split-frames.ts";
import { rootShape } from "../walk/shape.ts";
import { findMarker } from "./find-marker.ts";
import type { IsRemoteTool } from "./remote-tools.ts";
import type { RestoreTools } from "./restore-json.ts";
import { editEvent } from "./stream/edit-event.ts";
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
  const mayHoldToken = findMarker(tools.restorer.marker);
  const landmark = Buffer.from(reader.landmark);
  const splitter = createFrameSplitter((frame) => void out.push(...restoreFrame(frame)));
  let out: Uint8Array[] = [];

  function passes(bytes: Uint8Array): boolean {
    if (!held.isEmpty() || reader.mustSeeAll() || mayHoldToken(bytes)) return false;
    return !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(landmark);
  }

  function restoreFrame(frame: Uint8Array): readonly Uint8Array[] {
    if (passes(frame)) return [frame];
    const event = openFrame(frame);
    if (event === null) return isTerminator(frame) ? [...release(), frame] : [frame];
    const edit = editEvent(event.data, root, { ...tools, held });
    reader.read(edit);
    const changed = edit.finish();
    const before = write(edit.released, edit.firstNumber());
    return [...before, changed === event.data ? frame : event.write(changed)];
  }

  /** What is held although nothing more comes. */
  function release(): readonly Uint8Array[] {
    return write(held.release(""), reader.nextNumber());
  }

  function take(): Uint8Array {
    const taken = joinViews(out);
    out = [];
    return taken;
  }

  return {
    feed(bytes) {
      if (splitter.pendingBytes() === 0 && endsEvent(bytes) && passes(bytes)) return bytes;
      splitter.feed(bytes);
      const restored = take();
      return isSameView(restored, bytes) ? bytes : restored;
    },
    end() {
      const tail = splitter.tail();
      if (tail.length > 0) out.push(...restoreFrame(tail));
      out.push(...release());
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
  return Buffer.from(frame.buffer, frame.byteOffset, frame.length).includes(done);
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** True when the bytes end in a blank line. */
function endsEvent(bytes: Uint8Array): boolean {
  const last = bytes.length - 1;
  if (bytes[last] !== lineFeed) return false;
  return (
    bytes[last - 1] === lineFeed ||
    (bytes[last - 1] === carriageReturn && bytes[last - 2] === lineFeed)
  );
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
