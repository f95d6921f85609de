import { walkObjects } from "../../../affinity/walk-array.ts";
import { stringField } from "../../../affinity/string-field.ts";
import { scanObjectAt } from "../../../read/json-values.ts";
import { lastField } from "../../../read/read-request.ts";
import type { ObjectScan } from "../../../read/scan-object.ts";
import type { IsRemoteTool } from "../remote-tools.ts";
import { keyOf, rawField, type Choice } from "./chat-choice.ts";
import type { WriteEvent } from "./held-text.ts";

const callNames = new Set(["index", "id", "function", "custom"]);
const inputNames = new Set(["name", "arguments", "input"]);
const kinds = [
  { kind: "function", name: "arguments", depth: 2 },
  { kind: "custom", name: "input", depth: 1 },
] as const;

interface Input {
  readonly name: string;
  readonly key: string;
  readonly depth: number;
  readonly write: WriteEvent;
}

/** Reads the fragments of tool calls in a delta of a choice. */
export function readChatCalls(isRemoteTool: IsRemoteTool) {
  const remoteCalls = new Set<string>();
  const callIds = new Map<string, string>();

  function readCall(choice: Choice, call: ObjectScan, position: number): void {
    const { data } = choice.edit;
    const index = rawField(data, call, "index");
    const key = keyOf(choice.index, `call ${index ?? position} `);
    begin(choice, key, stringField(data, call, "id") ?? "");
    const place = index === null ? "" : `"index":${index},`;
    for (const { kind, name, depth } of kinds) {
      const field = lastField(call, kind);
      if (field?.kind !== "object") continue;
      const open = `"delta":{"tool_calls":[{${place}"type":"${kind}","${kind}":{"${name}":`;
      const write = choice.writer(open, "}}]}");
      readInput(choice, scanObjectAt(data, field.value, inputNames), { name, key, depth, write });
    }
  }

  /** Servers that give all calls one index tell them apart by their ids. */
  function begin({ edit }: Choice, key: string, id: string): void {
    if (id === "" || callIds.get(key) === id) return;
    edit.release(key);
    callIds.set(key, id);
    remoteCalls.delete(key);
  }

  function readInput({ edit, isLast }: Choice, scan: ObjectScan, input: Input): void {
    const { name, key, depth, write } = input;
    const tool = stringField(edit.data, scan, "name") ?? "";
    if (tool !== "" && isRemoteTool(tool)) remoteCalls.add(key);
    const field = lastField(scan, name);
    if (field?.kind !== "string") return;
    if (remoteCalls.has(key)) edit.leave(field.value);
    else edit.piece(field.value, { key, depth, write }, isLast);
  }

  return (choice: Choice, delta: ObjectScan): void => {
    const { data } = choice.edit;
    const calls = lastField(delta, "tool_calls");
    if (calls?.kind === "array") {
      let position = 0;
      walkObjects(data, calls.value, callNames, (call) => {
        readCall(choice, call, position++);
        return true;
      });
    }
    const old = lastField(delta, "function_call");
    if (old?.kind !== "object") return;
    const write = choice.writer('"delta":{"function_call":{"arguments":', "}}");
    const key = keyOf(choice.index, "function call ");
    const scan = scanObjectAt(data, old.value, inputNames);
    readInput(choice, scan, { name: "arguments", key, depth: 2, write });
  };
}
