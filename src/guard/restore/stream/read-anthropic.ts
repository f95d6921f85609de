import { readString, scanObjectAt } from "../../../read/json-values.ts";
import { lastField } from "../../../read/read-request.ts";
import { scanObjectWithin, type ObjectScan } from "../../../read/scan-object.ts";
import { applySplices } from "../../../read/splice.ts";
import { stringField } from "../../../affinity/string-field.ts";
import { shapeOf } from "../../walk/shape.ts";
import type { IsRemoteTool } from "../remote-tools.ts";
import { textOf, type EventEdit } from "./edit-event.ts";
import type { EventReader } from "./event-reader.ts";
import type { WriteEvent } from "./held-text.ts";

const eventNames = new Set(["type", "index", "delta", "content_block"]);
const blockNames = new Set(["type", "name"]);
/** The pieces of each kind of delta, and how deep their text is. */
const pieces: Readonly<Record<string, { readonly field: string; readonly depth: number }>> = {
  text_delta: { field: "text", depth: 1 },
  input_json_delta: { field: "partial_json", depth: 2 },
  compaction_delta: { field: "content", depth: 1 },
};
const deltaNames = new Set(["type", ...Object.values(pieces).map(({ field }) => field)]);

/** Blocks come one after the other, but only their index says which one a delta belongs to. */
export function readAnthropicEvents(isRemoteTool: IsRemoteTool): EventReader {
  const remoteBlocks = new Set<string>();

  function begin(edit: EventEdit, event: ObjectScan, index: string): void {
    const block = lastField(event, "content_block");
    if (block?.kind !== "object") return;
    const scan = scanObjectAt(edit.data, block.value, blockNames);
    const type = stringField(edit.data, scan, "type") ?? "";
    const name = stringField(edit.data, scan, "name") ?? "";
    if (shapeOf("item").remoteTypes.has(type) || isRemoteTool(name)) remoteBlocks.add(index);
    else remoteBlocks.delete(index);
  }

  function readDelta(edit: EventEdit, event: ObjectScan, index: string): void {
    const delta = lastField(event, "delta");
    if (delta?.kind !== "object") return;
    if (remoteBlocks.has(index)) return edit.leave(delta.value);
    const scan = scanObjectAt(edit.data, delta.value, deltaNames);
    const kind = pieces[stringField(edit.data, scan, "type") ?? ""];
    const piece = kind === undefined ? undefined : lastField(scan, kind.field);
    if (kind === undefined || piece?.kind !== "string") return;
    const { start, end } = piece.value;
    const write: WriteEvent = (text) =>
      writeEvent(applySplices(edit.data, [{ start: start + 1, end: end - 1, text }]));
    edit.piece(piece.value, { key: keyOf(index), depth: kind.depth, write });
  }

  return {
    // A tool's block says whether its input stays here.
    landmark: '_use"',
    read(edit) {
      const { data } = edit;
      const whole = { start: 0, end: data.length };
      const scanned = scanObjectWithin(data, whole, {
        names: eventNames,
        depth: Number.POSITIVE_INFINITY,
      });
      if (!scanned.ok) return;
      const event = scanned.value;
      const type = lastField(event, "type");
      const at = lastField(event, "index");
      const index = at === undefined ? "" : textOf(data, at.value);
      switch (type === undefined ? null : readString(data, type.value)) {
        case "content_block_start":
          edit.release(keyOf(index));
          return begin(edit, event, index);
        case "content_block_delta":
          return readDelta(edit, event, index);
        case "content_block_stop":
          return edit.release(keyOf(index));
        case "message_delta":
        case "message_stop":
          return edit.release("");
        case "error":
          return edit.breakOff();
        default:
      }
    },
    mustSeeAll: () => false,
    nextNumber: () => 0,
  };
}

function keyOf(index: string): string {
  return `${index} `;
}

function writeEvent(data: Uint8Array): string {
  return `event: content_block_delta\ndata: ${Buffer.from(data).toString("utf8")}\n\n`;
}
