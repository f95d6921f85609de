/** Blocks of a Messages request as parts. */
import { isCarried, uncarry } from "../vocabulary/carried-thinking.ts";
import { flatMap } from "../vocabulary/flat-map.ts";
import { asBoolean, asObject, asObjects, asText } from "../vocabulary/json-values.ts";
import { loseUnknown } from "../vocabulary/lose-unknown.ts";
import { readSource } from "./read-source.ts";
import type { Json, JsonObject } from "../vocabulary/json.ts";
import type {
  CacheBreakpoint,
  Citation,
  DocumentPart,
  OpaquePart,
  Part,
  TextPart,
  ThinkingPart,
  ToolResultPart,
} from "../vocabulary/part.ts";
import type { ReadContext } from "../vocabulary/target.ts";

const dialect = "anthropic-messages";

/** A string, or an array of blocks; anything else has no parts. */
export function readContent(content: Json | undefined, context: ReadContext): readonly Part[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return flatMap(asObjects(content), (block) => readBlock(block, context));
}

/** Of all blocks that are read; `caller` names a tool of the provider that is lost with its calls. */
const known: ReadonlySet<string> = new Set([
  "type",
  "text",
  "citations",
  "cache_control",
  "source",
  "title",
  "context",
  "content",
  "thinking",
  "signature",
  "data",
  "id",
  "name",
  "input",
  "caller",
  "tool_use_id",
  "is_error",
]);

function readBlock(block: JsonObject, context: ReadContext): readonly Part[] {
  const parts = readKnownBlock(block, context);
  const [first] = parts;
  const isRead = first?.type !== "opaque" && first?.type !== "server-tool";
  if (isRead) loseUnknown(block, known, "messages[].content[]", context.notes);
  return parts;
}

function readKnownBlock(block: JsonObject, context: ReadContext): readonly Part[] {
  const marked = breakpointOf(block);
  switch (block["type"]) {
    case "text":
      return [readText(block)];
    case "image": {
      const source = readSource(block["source"]);
      return source === null ? [opaque(block)] : [{ type: "image", source, ...marked }];
    }
    case "document":
      return readDocument(block);
    case "search_result":
      return [readSearchResult(block)];
    case "thinking":
    case "redacted_thinking":
      return [readThinking(block, context)];
    case "tool_use":
      return [
        {
          type: "tool-call",
          id: asText(block["id"]) ?? "",
          name: asText(block["name"]) ?? "",
          kind: "function",
          input: JSON.stringify(block["input"] ?? {}),
          ...marked,
        },
      ];
    case "tool_result":
      return [readToolResult(block)];
    default:
      return [readOtherBlock(block)];
  }
}

export function breakpointOf(block: JsonObject): { readonly breakpoint?: CacheBreakpoint } {
  const control = asObject(block["cache_control"]);
  if (control === null) return {};
  const ttl = control["ttl"];
  return { breakpoint: { lifetime: ttl === "5m" || ttl === "1h" ? ttl : "default" } };
}

function readText(block: JsonObject): TextPart {
  // Most blocks have nothing else, and there may be thousands.
  if (block["citations"] === undefined && block["cache_control"] === undefined) {
    return { type: "text", text: asText(block["text"]) ?? "" };
  }
  const citations = asObjects(block["citations"]).map(readCitation);
  return {
    type: "text",
    text: asText(block["text"]) ?? "",
    ...(citations.length === 0 ? {} : { citations }),
    ...breakpointOf(block),
  };
}

function readCitation(raw: JsonObject): Citation {
  return {
    url: asText(raw["url"]),
    title: asText(raw["title"]) ?? asText(raw["document_title"]),
    citedText: asText(raw["cited_text"]),
    start: null,
    end: null,
    dialect,
    raw,
  };
}

function readDocument(block: JsonObject): readonly (DocumentPart | Part)[] {
  const source = asObject(block["source"]);
  const facts = {
    ...optional("name", asText(block["title"])),
    ...optional("context", asText(block["context"])),
    ...(asBoolean(asObject(block["citations"])?.["enabled"]) === true
      ? { wantsCitations: true }
      : {}),
    ...breakpointOf(block),
  };
  if (source?.["type"] === "content") {
    const blocks = asObjects(source["content"]);
    const text = asText(source["content"]) ?? blocks.map((each) => asText(each["text"])).join("\n");
    const images = blocks.flatMap((each): Part[] => {
      const image = each["type"] === "image" ? readSource(each["source"]) : null;
      return image === null ? [] : [{ type: "image", source: image }];
    });
    return [{ type: "document", source: { kind: "text", text }, ...facts }, ...images];
  }
  const read = readSource(block["source"]);
  return read === null ? [opaque(block)] : [{ type: "document", source: read, ...facts }];
}

/** What a client found itself: text with its origin, which every dialect can say. */
function readSearchResult(block: JsonObject): TextPart {
  const texts = asObjects(block["content"]).map((each) => asText(each["text"]) ?? "");
  const head = [asText(block["title"]), asText(block["source"])].filter((each) => each !== null);
  return { type: "text", text: [...head, ...texts].join("\n"), ...breakpointOf(block) };
}

function readThinking(block: JsonObject, { thinkingKey: key }: ReadContext): ThinkingPart {
  const text = asText(block["thinking"]) ?? "";
  const redacted = asText(block["data"]);
  const opaqueText = redacted ?? asText(block["signature"]) ?? "";
  if (isCarried(opaqueText)) {
    const carried = key === null ? null : uncarry(opaqueText, key);
    // A seal of another key: its text is known, and nobody's signature is.
    return carried ?? { type: "thinking", text, origin: "openai-chat" };
  }
  if (redacted !== null) return { type: "thinking", text, origin: dialect, encrypted: redacted };
  return { type: "thinking", text, origin: dialect, signature: opaqueText };
}

function readToolResult(block: JsonObject): ToolResultPart {
  const content = block["content"];
  return {
    type: "tool-result",
    callId: asText(block["tool_use_id"]) ?? "",
    kind: "function",
    isError: block["is_error"] === true,
    content:
      typeof content === "string"
        ? [{ type: "text", text: content }]
        : asObjects(content).flatMap(readResultBlock),
    ...breakpointOf(block),
  };
}

function readResultBlock(block: JsonObject): ToolResultPart["content"] {
  switch (block["type"]) {
    case "text":
      return [readText(block)];
    case "search_result":
      return [readSearchResult(block)];
    case "tool_reference": {
      // The tool itself stands in `tools`; the model has to learn that it may be called now.
      const name = asText(block["tool_name"]) ?? "";
      return [{ type: "text", text: `Tool ${name} is loaded and can be called.` }];
    }
    case "image": {
      const source = readSource(block["source"]);
      return [source === null ? opaque(block) : { type: "image", source }];
    }
    case "document":
      return readDocument(block).filter(
        (part) => part.type === "document" || part.type === "image" || part.type === "opaque",
      );
    default:
      return [opaque(block)];
  }
}

function readOtherBlock(block: JsonObject): Part {
  const type = asText(block["type"]) ?? "";
  const isCall = type === "server_tool_use" || type === "mcp_tool_use";
  if (!isCall && !type.endsWith("_tool_result")) return opaque(block);
  return {
    type: "server-tool",
    phase: isCall ? "call" : "result",
    id: asText(isCall ? block["id"] : block["tool_use_id"]) ?? "",
    name: isCall ? (asText(block["name"]) ?? "") : type.slice(0, -"_tool_result".length),
    input: block["input"] ?? null,
    dialect,
    raw: block,
  };
}

function opaque(block: JsonObject): OpaquePart {
  return { type: "opaque", dialect, name: asText(block["type"]) ?? "unknown", raw: block };
}

function optional<Name extends string>(
  name: Name,
  value: string | null,
): { readonly [Key in Name]?: string } {
  return value === null ? {} : ({ [name]: value } as { readonly [Key in Name]?: string });
}
