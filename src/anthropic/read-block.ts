import type { JsonObject } from "../vocabulary/json.ts";
import { isObject, listOf, stringOf, textOf } from "../vocabulary/json-fields.ts";
import type { Citation, Part, TextPart } from "../vocabulary/part.ts";

const dialect = "anthropic-messages";

/** A content block of an answer, as it begins in a stream or whole. */
export function readBlock(block: JsonObject): Part {
  const type = stringOf(block["type"]);
  switch (type) {
    case "text":
      return readText(block);
    case "thinking":
      return {
        type: "thinking",
        text: stringOf(block["thinking"]),
        origin: dialect,
        ...optional("signature", textOf(block["signature"])),
      };
    case "redacted_thinking":
      return { type: "thinking", text: "", origin: dialect, encrypted: stringOf(block["data"]) };
    case "tool_use":
      return {
        type: "tool-call",
        id: stringOf(block["id"]),
        name: stringOf(block["name"]),
        kind: "function",
        input: inputText(block["input"]),
      };
    case "server_tool_use":
    case "mcp_tool_use":
      return {
        type: "server-tool",
        phase: "call",
        id: stringOf(block["id"]),
        name: stringOf(block["name"]),
        input: block["input"] ?? null,
        dialect,
        raw: block,
      };
  }
  if (type.endsWith("_tool_result")) return readServerResult(block, type);
  return { type: "opaque", dialect, name: type, raw: block };
}

function readText(block: JsonObject): TextPart {
  const citations = listOf(block["citations"]).filter(isObject).map(readCitation);
  const text = stringOf(block["text"]);
  return { type: "text", text, ...(citations.length === 0 ? {} : { citations }) };
}

export function readCitation(raw: JsonObject): Citation {
  return {
    url: textOf(raw["url"]) ?? textOf(raw["source"]),
    title: textOf(raw["title"]) ?? textOf(raw["document_title"]),
    citedText: textOf(raw["cited_text"]),
    start: null,
    end: null,
    dialect,
    raw,
  };
}

function readServerResult(block: JsonObject, type: string): Part {
  return {
    type: "server-tool",
    phase: "result",
    id: stringOf(block["tool_use_id"]),
    name: type.slice(0, -"_tool_result".length),
    input: null,
    dialect,
    raw: block,
  };
}

/** The arguments as JSON text; an empty object is how a block begins, and says nothing. */
function inputText(input: unknown): string {
  const isEmpty = isObject(input) && Object.keys(input).length === 0;
  return input === undefined || input === null || isEmpty ? "" : JSON.stringify(input);
}

function optional<Name extends string>(name: Name, value: string | null) {
  return value === null ? {} : ({ [name]: value } as Record<Name, string>);
}
