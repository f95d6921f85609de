/** Messages of a Chat request as turns. */
import { asObject, asObjects, asText } from "../vocabulary/json-values.ts";
import { loseUnknown } from "../vocabulary/lose-unknown.ts";
import { breakpointOf, findCarried, readFile, readImage } from "../vocabulary/read-open-ai.ts";
import type { Turn } from "../vocabulary/conversation.ts";
import type { Json, JsonObject } from "../vocabulary/json.ts";
import type { Part, ThinkingPart, ToolCallPart, ToolResultPart } from "../vocabulary/part.ts";
import type { ReadContext } from "../vocabulary/target.ts";

const dialect = "openai-chat";

const knownInMessage: ReadonlySet<string> = new Set([
  "role",
  "content",
  "name",
  "tool_calls",
  "tool_call_id",
  "function_call",
  "refusal",
  "audio",
  "reasoning_content",
  "reasoning",
  "reasoning_details",
  "cache_control",
]);
const knownInPart: ReadonlySet<string> = new Set([
  "type",
  "text",
  "refusal",
  "image_url",
  "file",
  "input_audio",
  "detail",
  "cache_control",
  "prompt_cache_breakpoint",
]);
const knownInCall: ReadonlySet<string> = new Set(["id", "type", "index", "function", "custom"]);

export function readMessages(value: Json | undefined, context: ReadContext): readonly Turn[] {
  const legacy = createLegacyCalls();
  return asObjects(value).map((message): Turn => {
    const name = asText(message["name"]);
    const { role } = message;
    loseUnknown(message, knownInMessage, "messages[]", context.notes);
    if (role === "tool") {
      return {
        role: "user",
        parts: [readResult(message, asText(message["tool_call_id"]) ?? "", context)],
      };
    }
    if (role === "function") {
      return { role: "user", parts: [readResult(message, legacy.answered(), context)] };
    }
    const named = name === null ? {} : { name };
    if (role === "assistant") {
      return { role, parts: readAnswer(message, legacy, context), ...named };
    }
    const parts = readContent(message["content"], context);
    return { role: role === "system" || role === "developer" ? role : "user", parts, ...named };
  });
}

/** The old `function_call` has no ids: a result belongs to the call before it. */
interface LegacyCalls {
  readonly called: () => string;
  readonly answered: () => string;
}

function createLegacyCalls(): LegacyCalls {
  let count = 0;
  return {
    called: () => `function_call_${++count}`,
    answered: () => `function_call_${count}`,
  };
}

function readContent(content: Json | undefined, { notes }: ReadContext): readonly Part[] {
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  return asObjects(content).map((part) => {
    const read = readPart(part);
    if (read.type !== "opaque") loseUnknown(part, knownInPart, "messages[].content[]", notes);
    return read;
  });
}

function readPart(part: JsonObject): Part {
  const text = asText(part["text"]);
  switch (part["type"]) {
    case "text":
      return { type: "text", text: text ?? "", ...breakpointOf(part) };
    case "refusal":
      return { type: "refusal", text: asText(part["refusal"]) ?? "" };
    case "image_url": {
      const image = asObject(part["image_url"]);
      const url = asText(image?.["url"]) ?? asText(part["image_url"]);
      return url === null ? opaque(part) : readImage(url, asText(image?.["detail"]), part);
    }
    case "file":
      return readFile(asObject(part["file"]) ?? {}, part) ?? opaque(part);
    case "input_audio": {
      const audio = asObject(part["input_audio"]);
      const data = asText(audio?.["data"]);
      return data === null
        ? opaque(part)
        : { type: "audio", format: asText(audio?.["format"]) ?? "", data };
    }
    default:
      // Cursor sends parts of Responses here too; a text says the same under any name.
      return text === null ? opaque(part) : { type: "text", text, ...breakpointOf(part) };
  }
}

function opaque(raw: JsonObject): Part {
  return { type: "opaque", dialect, name: asText(raw["type"]) ?? "unknown", raw };
}

function readResult(message: JsonObject, callId: string, context: ReadContext): ToolResultPart {
  const content = readContent(message["content"], context).filter(
    (part) => part.type === "text" || part.type === "image" || part.type === "document",
  );
  return { type: "tool-result", callId, kind: "function", isError: false, content };
}

function readAnswer(
  message: JsonObject,
  legacy: LegacyCalls,
  context: ReadContext,
): readonly Part[] {
  const refusal = asText(message["refusal"]);
  const call = asObject(message["function_call"]);
  if (asObject(message["audio"]) !== null) {
    context.notes.lose("messages[].audio", "kept at its provider");
  }
  const parts: Part[] = [...readThinking(message, context)];
  for (const part of readContent(message["content"], context)) parts.push(part);
  if (refusal !== null && refusal !== "") parts.push({ type: "refusal", text: refusal });
  for (const each of asObjects(message["tool_calls"])) parts.push(readCall(each, context));
  if (call !== null) parts.push(readFunctionCall(call, legacy.called()));
  return parts;
}

function readThinking(
  message: JsonObject,
  { thinkingKey: key }: ReadContext,
): readonly ThinkingPart[] {
  const details = asObjects(message["reasoning_details"]);
  const carried = findCarried(
    details.map((detail) => asText(detail["data"])),
    key,
  );
  if (carried !== null) return [carried];
  const text = asText(message["reasoning_content"]) ?? asText(message["reasoning"]);
  return text === null ? [] : [{ type: "thinking", text, origin: dialect }];
}

function readCall(call: JsonObject, { notes }: ReadContext): ToolCallPart {
  loseUnknown(call, knownInCall, "messages[].tool_calls[]", notes);
  const id = asText(call["id"]) ?? "";
  const custom = asObject(call["custom"]);
  if (custom === null) return readFunctionCall(asObject(call["function"]) ?? {}, id);
  return {
    type: "tool-call",
    id,
    name: asText(custom["name"]) ?? "",
    kind: "custom",
    input: asText(custom["input"]) ?? "",
  };
}

function readFunctionCall(call: JsonObject, id: string): ToolCallPart {
  return {
    type: "tool-call",
    id,
    name: asText(call["name"]) ?? "",
    kind: "function",
    input: asText(call["arguments"]) ?? JSON.stringify(asObject(call["arguments"]) ?? {}),
  };
}
