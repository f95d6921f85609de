import { asBoolean, asObject, asObjects, asText } from "../vocabulary/json-values.ts";
import { loseUnknown } from "../vocabulary/lose-unknown.ts";
import { breakpointOf } from "./read-content.ts";
import type { Tool, ToolChoice } from "../vocabulary/conversation.ts";
import type { Json, JsonObject } from "../vocabulary/json.ts";
import type { Notes } from "../vocabulary/notes.ts";

const known: ReadonlySet<string> = new Set([
  "type",
  "name",
  "description",
  "input_schema",
  "strict",
  "cache_control",
  "defer_loading",
  // Other dialects give arguments as they are written in any case.
  "eager_input_streaming",
]);

export function readTools(value: Json | undefined, notes: Notes): readonly Tool[] {
  return asObjects(value).map((tool) => readTool(tool, notes));
}

/** Tools with another type than "custom" are the provider's own, or have schemas only it knows. */
export function readTool(tool: JsonObject, notes: Notes): Tool {
  const type = asText(tool["type"]);
  const name = asText(tool["name"]) ?? "";
  if (type !== null && type !== "custom") {
    return { kind: "server", name, dialect: "anthropic-messages", raw: tool };
  }
  loseUnknown(tool, known, "tools[]", notes);
  return {
    kind: "function",
    name,
    description: asText(tool["description"]),
    schema: asObject(tool["input_schema"]),
    strict: asBoolean(tool["strict"]),
    ...breakpointOf(tool),
    ...(tool["defer_loading"] === true ? { isDeferred: true } : {}),
  };
}

export function readToolChoice(value: Json | undefined): ToolChoice | null {
  const choice = asObject(value);
  switch (choice?.["type"]) {
    case "auto":
    case "none":
      return { kind: choice["type"] };
    case "any":
      return { kind: "required" };
    case "tool":
      return { kind: "named", name: asText(choice["name"]) ?? "" };
    default:
      return null;
  }
}

/** Null = the client does not say. */
export function readParallel(value: Json | undefined): boolean | null {
  const disabled = asBoolean(asObject(value)?.["disable_parallel_tool_use"]);
  return disabled === null ? null : !disabled;
}
