/** Input items of a Responses request as turns. */
import { compactionRequest, openCompaction, tellSummary } from "../vocabulary/compaction.ts";
import { asList, asObject, asObjects, asText } from "../vocabulary/json-values.ts";
import { loseUnknown } from "../vocabulary/lose-unknown.ts";
import { findCarried } from "../vocabulary/read-open-ai.ts";
import { readContent } from "./read-input-content.ts";
import type { Turn } from "../vocabulary/conversation.ts";
import type { Json, JsonObject } from "../vocabulary/json.ts";
import type { Part, ThinkingPart, ToolCallPart, ToolResultPart } from "../vocabulary/part.ts";
import type { ReadContext } from "../vocabulary/target.ts";

const dialect = "openai-responses";

/** Names of the tools that a search of the client's own is called by. */
export const searchToolName = "tool_search";

export function readItems(input: Json | undefined, context: ReadContext): readonly Turn[] {
  if (typeof input === "string") return [{ role: "user", parts: [{ type: "text", text: input }] }];
  return asObjects(input).flatMap((item) => readItem(item, context));
}

/** Of all items that are read. */
const known: ReadonlySet<string> = new Set([
  "type",
  "id",
  "role",
  "content",
  "status",
  "call_id",
  "name",
  "namespace",
  "arguments",
  "input",
  "output",
  "summary",
  "encrypted_content",
  "execution",
  "tools",
  "reasoning",
  "text",
]);

function readItem(item: JsonObject, context: ReadContext): readonly Turn[] {
  const turns = readKnownItem(item, context);
  const first = turns[0]?.parts[0]?.type;
  const isRead = first !== "opaque" && first !== "server-tool";
  if (isRead) loseUnknown(item, known, "input[]", context.notes);
  return turns;
}

function readKnownItem(item: JsonObject, context: ReadContext): readonly Turn[] {
  switch (asText(item["type"]) ?? "message") {
    case "message":
      return [readMessage(item)];
    case "function_call":
      return answer([readCall(item, "function")]);
    case "custom_tool_call":
      return answer([readCall(item, "custom")]);
    case "function_call_output":
      return user([readResult(item, "function")]);
    case "custom_tool_call_output":
      return user([readResult(item, "custom")]);
    case "reasoning":
      return answer([readReasoning(item, context)]);
    case "tool_search_call":
      return readSearchCall(item);
    case "tool_search_output":
      return readSearchOutput(item);
    case "web_search_call":
      return answer([serverCall(item)]);
    case "compaction":
      return readCompaction(item, context);
    case "compaction_trigger":
      return user([{ type: "text", text: compactionRequest }]);
    // Their content counts for the whole request; see read-request.ts.
    case "additional_tools":
    case "configuration_update":
      return [];
    case "item_reference":
      context.notes.refuse(
        "The request refers to items that only their own provider has stored (item_reference).",
      );
      return [];
    default:
      return answer([opaque(item)]);
  }
}

function answer(parts: readonly Part[]): readonly Turn[] {
  return [{ role: "assistant", parts }];
}

function user(parts: readonly Part[]): readonly Turn[] {
  return [{ role: "user", parts }];
}

function readMessage(item: JsonObject): Turn {
  const { role } = item;
  const parts = readContent(item["content"]);
  const isKnown = role === "assistant" || role === "system" || role === "developer";
  return { role: isKnown ? role : "user", parts };
}

function readCall(item: JsonObject, kind: ToolCallPart["kind"]): ToolCallPart {
  const namespace = asText(item["namespace"]);
  const itemId = asText(item["id"]);
  return {
    type: "tool-call",
    id: asText(item["call_id"]) ?? itemId ?? "",
    name: asText(item["name"]) ?? "",
    kind,
    input: asText(item[kind === "custom" ? "input" : "arguments"]) ?? "",
    ...(namespace === null ? {} : { namespace }),
    ...(itemId === null ? {} : { itemId }),
  };
}

function readResult(item: JsonObject, kind: ToolResultPart["kind"]): ToolResultPart {
  const { output } = item;
  const content =
    typeof output === "string"
      ? [{ type: "text", text: output } as const]
      : readContent(output).filter(
          (part) => part.type === "text" || part.type === "image" || part.type === "document",
        );
  const callId = asText(item["call_id"]) ?? "";
  return { type: "tool-result", callId, kind, isError: item["status"] === "failed", content };
}

function readReasoning(item: JsonObject, { thinkingKey: key }: ReadContext): ThinkingPart {
  const encrypted = asText(item["encrypted_content"]);
  const carried = findCarried([encrypted], key);
  if (carried !== null) return carried;
  const content = asObjects(item["content"]);
  const summary = asObjects(item["summary"]);
  const texts = (content.length > 0 ? content : summary).map(({ text }) => asText(text) ?? "");
  const itemId = asText(item["id"]);
  return {
    type: "thinking",
    text: texts.join("\n\n"),
    origin: dialect,
    isSummary: content.length === 0,
    ...(encrypted === null ? {} : { encrypted }),
    ...(itemId === null ? {} : { itemId }),
  };
}

/** A search that the provider ran itself leaves nothing to answer. */
function isClientSearch(item: JsonObject): boolean {
  return item["execution"] !== "server" && asText(item["call_id"]) !== null;
}

function readSearchCall(item: JsonObject): readonly Turn[] {
  if (!isClientSearch(item)) return answer([opaque(item)]);
  const input = JSON.stringify(asObject(item["arguments"]) ?? {});
  const id = asText(item["call_id"]) ?? "";
  return answer([{ type: "tool-call", id, name: searchToolName, kind: "function", input }]);
}

/** The tools themselves are added to the request's; the model learns that they are there. */
function readSearchOutput(item: JsonObject): readonly Turn[] {
  if (!isClientSearch(item)) return answer([opaque(item)]);
  const names = asObjects(item["tools"]).flatMap((tool) => {
    const inner = asObjects(tool["tools"]).map(({ name }) => asText(name));
    return inner.length > 0 ? inner : [asText(tool["name"])];
  });
  const found = names.filter((name) => name !== null).join(", ");
  const text = found === "" ? "No tools were found." : `Loaded tools: ${found}.`;
  const callId = asText(item["call_id"]) ?? "";
  const content = [{ type: "text", text } as const];
  return user([{ type: "tool-result", callId, kind: "function", isError: false, content }]);
}

function readCompaction(item: JsonObject, { key, notes }: ReadContext): readonly Turn[] {
  const encrypted = asText(item["encrypted_content"]) ?? "";
  const summary = key === null ? null : openCompaction(encrypted, key);
  if (summary === null) {
    notes.refuse("The request holds a compaction that only its own provider can read.");
    return [];
  }
  return user([{ type: "text", text: tellSummary(summary) }]);
}

function serverCall(item: JsonObject): Part {
  return {
    type: "server-tool",
    phase: "call",
    id: asText(item["id"]) ?? "",
    name: "web_search",
    input: item["action"] ?? null,
    dialect,
    raw: item,
  };
}

function opaque(raw: JsonObject): Part {
  return { type: "opaque", dialect, name: asText(raw["type"]) ?? "unknown", raw };
}

/** True when the last thing in the input asks for a compaction. */
export function asksForCompaction(input: Json | undefined): boolean {
  return asList(input).some((item) => asObject(item)?.["type"] === "compaction_trigger");
}
