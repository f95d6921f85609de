import { stringField } from "../../../affinity/string-field.ts";
import { readNumber, scanObjectAt } from "../../../read/json-values.ts";
import { lastField } from "../../../read/read-request.ts";
import { scanObjectWithin, type ObjectScan } from "../../../read/scan-object.ts";
import { applySplices, type Splice } from "../../../read/splice.ts";
import { shapeOf } from "../../walk/shape.ts";
import type { IsRemoteTool } from "../remote-tools.ts";
import { textOf, type EventEdit } from "./edit-event.ts";
import type { EventReader } from "./event-reader.ts";
import type { WriteEvent } from "./held-text.ts";

/** Fields that say which of an item's texts a delta belongs to. */
const partIndices = ["content_index", "command_index", "part_index"];
const eventNames = new Set([
  "type",
  "sequence_number",
  "output_index",
  "item_id",
  "delta",
  "item",
  "logprobs",
  "obfuscation",
  ...partIndices,
]);
const itemNames = new Set(["type", "name"]);
/** Texts of tools that run at the provider, and bytes that are no text. */
const leftStems = new Set([
  "response.mcp_call_arguments",
  "response.code_interpreter_call_code",
  "response.audio",
]);
/** Events that end all texts of an item. */
const itemEnds = new Set(["response.content_part.done", "response.output_item.done"]);
/** Events that end all texts because the stream has failed. */
const failures = new Set(["response.failed", "response.cancelled", "error"]);
/** Events that end all texts. */
const lastEvents = new Set(["response.completed", "response.incomplete", "response.done"]);

export function readResponsesEvents(isRemoteTool: IsRemoteTool): EventReader {
  const remoteItems = new Set<string>();
  /** How many events were put in before: those that follow count on from them. */
  const count = { added: 0, last: -1 };

  function begin(edit: EventEdit, event: ObjectScan, output: string): void {
    const item = lastField(event, "item");
    if (item?.kind !== "object") return;
    const scan = scanObjectAt(edit.data, item.value, itemNames);
    const type = stringField(edit.data, scan, "type") ?? "";
    const name = stringField(edit.data, scan, "name") ?? "";
    if (shapeOf("item").remoteTypes.has(type) || isRemoteTool(name)) remoteItems.add(output);
    else remoteItems.delete(output);
  }

  function readText(edit: EventEdit, event: ObjectScan, type: string): void {
    const output = outputOf(edit.data, event);
    const isDelta = type.endsWith(".delta");
    const stem = type.slice(0, type.lastIndexOf("."));
    const whole = { start: 0, end: edit.data.length };
    if (!isDelta) edit.release(`${output} ${stem} `);
    if (stem.startsWith("response.reasoning") || leftStems.has(stem) || remoteItems.has(output)) {
      return edit.leave(whole);
    }
    const delta = lastField(event, "delta");
    if (!isDelta || delta?.kind !== "string") return;
    const part = partIndices.map((name) => rawField(edit.data, event, name) ?? "").join(" ");
    edit.piece(delta.value, {
      key: `${output} ${stem} ${part}`,
      depth: stem.endsWith("arguments") ? 2 : 1,
      write: eventWriter(edit.data, event, type),
    });
  }

  function read(edit: EventEdit, event: ObjectScan): void {
    const type = stringField(edit.data, event, "type") ?? "";
    if (type === "response.output_item.added") begin(edit, event, outputOf(edit.data, event));
    else if (itemEnds.has(type)) edit.release(`${outputOf(edit.data, event)} `);
    else if (lastEvents.has(type)) edit.release("");
    else if (failures.has(type)) edit.breakOff();
    else if (type.startsWith("response.reasoning")) edit.leave({ start: 0, end: edit.data.length });
    else if (type.endsWith(".delta") || type.endsWith(".done")) readText(edit, event, type);
  }

  function renumber(edit: EventEdit, event: ObjectScan): void {
    const field = lastField(event, "sequence_number");
    const number = field === undefined ? null : readNumber(edit.data, field.value);
    if (field === undefined || number === null) return;
    edit.numberFrom(number + count.added);
    count.added += edit.released.length;
    count.last = number + count.added;
    if (count.added > 0) edit.splice({ ...field.value, text: String(count.last) });
  }

  return {
    landmark: '"response.output_item.added"',
    read(edit) {
      const whole = { start: 0, end: edit.data.length };
      const scanned = scanObjectWithin(edit.data, whole, {
        names: eventNames,
        depth: Number.POSITIVE_INFINITY,
      });
      if (!scanned.ok) return;
      read(edit, scanned.value);
      renumber(edit, scanned.value);
    },
    mustSeeAll: () => count.added > 0,
    nextNumber: () => count.last + 1,
  };
}

function outputOf(data: Uint8Array, event: ObjectScan): string {
  return rawField(data, event, "output_index") ?? rawField(data, event, "item_id") ?? "";
}

function rawField(data: Uint8Array, event: ObjectScan, name: string): string | null {
  const field = lastField(event, name);
  return field === undefined ? null : textOf(data, field.value);
}

/** Writes events that look like the given one, with another piece of text. */
function eventWriter(data: Uint8Array, event: ObjectScan, type: string): WriteEvent {
  return (written, sequence) => {
    const values: Readonly<Record<string, string>> = {
      delta: `"${written}"`,
      sequence_number: String(sequence),
      logprobs: "[]",
      obfuscation: '""',
    };
    const splices = Object.entries(values).flatMap(([name, text]): Splice[] => {
      const field = lastField(event, name);
      return field === undefined ? [] : [{ ...field.value, text }];
    });
    const json = Buffer.from(applySplices(data, splices)).toString("utf8");
    return `event: ${type}\ndata: ${json}\n\n`;
  };
}
