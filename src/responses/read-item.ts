import { listOf, objectOf, stringOf, textOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { Citation, Part } from "../vocabulary/part.ts";

const dialect = "openai-responses";

/** Thinking and calls as they begin: their texts follow. */
export function beginItem(item: JsonObject): Part | null {
  const itemId = textOf(item["id"]);
  const identity = itemId === null ? {} : { itemId };
  switch (item["type"]) {
    case "reasoning":
      return {
        type: "thinking",
        text: "",
        origin: dialect,
        isSummary: listOf(item["content"]).length === 0,
        ...identity,
      };
    case "function_call":
    case "custom_tool_call": {
      const namespace = textOf(item["namespace"]);
      return {
        type: "tool-call",
        id: textOf(item["call_id"]) ?? stringOf(item["id"]),
        name: stringOf(item["name"]),
        kind: item["type"] === "function_call" ? "function" : "custom",
        input: "",
        ...(namespace === null ? {} : { namespace }),
        ...identity,
      };
    }
  }
  return null;
}

/** What the provider's own tools did comes whole; everything else only Responses clients know. */
export function readWholeItem(item: JsonObject): Part {
  const type = stringOf(item["type"]);
  if (!serverItems.has(type)) return { type: "opaque", dialect, name: type, raw: item };
  return {
    type: "server-tool",
    phase: "call",
    id: stringOf(item["id"]),
    name: type.slice(0, -"_call".length),
    input: item["action"] ?? null,
    dialect,
    raw: item,
  };
}

const serverItems: ReadonlySet<string> = new Set([
  "web_search_call",
  "file_search_call",
  "code_interpreter_call",
  "image_generation_call",
  "mcp_call",
]);

/** The readable part of a reasoning item: its summary, or the text of models that show it. */
export function reasoningText(item: JsonObject): string {
  return joinTexts(item["summary"]) || joinTexts(item["content"]);
}

export const reasoningGap = "\n\n";

function joinTexts(parts: unknown): string {
  return listOf(parts)
    .map((part) => stringOf(objectOf(part)["text"]))
    .join(reasoningGap);
}

export function callInput(item: JsonObject): string {
  return stringOf(item["type"] === "function_call" ? item["arguments"] : item["input"]);
}

export function readAnnotation(raw: JsonObject): Citation {
  const { start_index: start, end_index: end } = raw;
  return {
    url: textOf(raw["url"]),
    title: textOf(raw["title"]) ?? textOf(raw["filename"]),
    citedText: null,
    start: typeof start === "number" ? start : null,
    end: typeof end === "number" ? end : null,
    dialect,
    raw,
  };
}
