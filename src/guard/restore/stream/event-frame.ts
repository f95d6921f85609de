import { fieldBytes } from "../../../stream/read-frame.ts";
import { findJson } from "../restore-body.ts";

/** An event whose data is one JSON object. */
export interface EventFrame {
  readonly data: Uint8Array;
  /** The event with other data. */
  write(data: Uint8Array): Uint8Array;
}

const openBrace = 0x7b;
const moreData = /\r?\ndata: ?/g;

/** Null for comments, terminators, and data that is no JSON object. */
export function openFrame(frame: Uint8Array): EventFrame | null {
  const first = fieldBytes(frame, "data");
  if (first === null) return null;
  const whole = findObject(first);
  if (whole !== null) return place(frame, whole);
  // JSON may be spread over several data lines. Line ends can only stand between its values.
  const text = Buffer.from(frame).toString("utf8");
  const begin = /(?:^|\n)data:/.exec(text);
  if (begin === null) return null;
  const from = begin.index + begin[0].length;
  const joined = Buffer.from(text.slice(0, from) + text.slice(from).replace(moreData, " "));
  const data = findObject(fieldBytes(joined, "data") ?? joined);
  return data === null ? null : place(joined, data);
}

function findObject(data: Uint8Array): Uint8Array | null {
  const start = findJson(data);
  return start !== null && data[start] === openBrace ? data.subarray(start) : null;
}

function place(frame: Uint8Array, data: Uint8Array): EventFrame {
  const start = data.byteOffset - frame.byteOffset;
  return {
    data,
    write: (changed) =>
      Buffer.concat([frame.subarray(0, start), changed, frame.subarray(start + data.length)]),
  };
}
