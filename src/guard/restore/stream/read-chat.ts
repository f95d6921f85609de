import { walkObjects } from "../../../affinity/walk-array.ts";
import { stringField } from "../../../affinity/string-field.ts";
import { scanObjectAt } from "../../../read/json-values.ts";
import { lastField } from "../../../read/read-request.ts";
import { scanObjectWithin, type ObjectScan } from "../../../read/scan-object.ts";
import type { IsRemoteTool } from "../remote-tools.ts";
import { chunkNames, chunkWriter, keyOf, rawField, type Choice } from "./chat-choice.ts";
import type { EventEdit } from "./edit-event.ts";
import type { EventReader } from "./event-reader.ts";
import { readChatCalls } from "./read-chat-calls.ts";

const choiceNames = new Set(["index", "delta", "text", "finish_reason"]);
const deltaNames = new Set(["content", "refusal", "tool_calls", "function_call"]);
const partNames = new Set(["type", "text"]);

/** Texts are told apart by their choice and, in tool calls, by the call's index. */
export function readChatEvents(isRemoteTool: IsRemoteTool): EventReader {
  const readCalls = readChatCalls(isRemoteTool);

  function readChoice(edit: EventEdit, chunk: ObjectScan, scan: ObjectScan): void {
    const { data } = edit;
    const index = rawField(data, scan, "index") ?? "0";
    // Some servers send an empty reason with every chunk.
    const isLast = (stringField(data, scan, "finish_reason") ?? "") !== "";
    const choice = { edit, index, isLast, writer: chunkWriter(data, chunk, index) };
    readText(choice, scan, { name: "text", open: '"text":', close: "" });
    const field = lastField(scan, "delta");
    if (field?.kind === "object") {
      const delta = scanObjectAt(data, field.value, deltaNames);
      readText(choice, delta, { name: "content", open: '"delta":{"content":', close: "}" });
      readText(choice, delta, { name: "refusal", open: '"delta":{"refusal":', close: "}" });
      readCalls(choice, delta);
    }
    if (isLast) edit.release(keyOf(index));
  }

  return {
    // The first fragment of a call has its name.
    landmark: '"name"',
    read(edit) {
      const { data } = edit;
      const whole = { start: 0, end: data.length };
      const options = { names: chunkNames, depth: Number.POSITIVE_INFINITY };
      const scanned = scanObjectWithin(data, whole, options);
      if (!scanned.ok) return;
      const chunk = scanned.value;
      if (lastField(chunk, "error") !== undefined) edit.breakOff();
      const choices = lastField(chunk, "choices");
      if (choices?.kind !== "array") return;
      walkObjects(data, choices.value, choiceNames, (choice) => {
        readChoice(edit, chunk, choice);
        return true;
      });
    },
    mustSeeAll: () => false,
    nextNumber: () => 0,
  };
}

interface TextPlace {
  readonly name: string;
  readonly open: string;
  readonly close: string;
}

/** A string, or a list of parts (as Mistral sends it) whose texts follow each other. */
function readText(choice: Choice, scan: ObjectScan, { name, open, close }: TextPlace): void {
  const { edit, index, isLast, writer } = choice;
  const field = lastField(scan, name);
  const piece = () => ({ key: keyOf(index, name), depth: 1, write: writer(open, close) });
  if (field?.kind === "string") return edit.piece(field.value, piece(), isLast);
  if (field?.kind !== "array") return;
  walkObjects(edit.data, field.value, partNames, (part) => {
    const text = lastField(part, "text");
    const isText = stringField(edit.data, part, "type") === "text";
    if (isText && text?.kind === "string") edit.piece(text.value, piece(), isLast);
    return true;
  });
}
