/** A Messages request of either API version as a conversation. */
import { asNumber, asObject, asObjects, asText, asTexts } from "../vocabulary/json-values.ts";
import { emptyConversation, noSampling } from "../vocabulary/empty-conversation.ts";
import { sessionOf } from "../vocabulary/end-user.ts";
import { loseUnknown } from "../vocabulary/lose-unknown.ts";
import { breakpointOf, readContent } from "./read-content.ts";
import { readParallel, readTool, readToolChoice, readTools } from "./read-tools.ts";
import type {
  Conversation,
  OutputFormat,
  ThinkingWish,
  Tool,
  Turn,
} from "../vocabulary/conversation.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { ReadContext } from "../vocabulary/target.ts";

/** Fields that this reader understands; all others are passed on as `others`. */
const known: ReadonlySet<string> = new Set([
  "model",
  "messages",
  "system",
  "max_tokens",
  "stream",
  "stop_sequences",
  "temperature",
  "top_p",
  "top_k",
  "tools",
  "tool_choice",
  "thinking",
  "output_config",
  "output_format",
  "metadata",
  "service_tier",
  "cache_control",
]);

const knownInTurn: ReadonlySet<string> = new Set(["role", "content", "output_config"]);

export function readAnthropicRequest(body: JsonObject, context: ReadContext): Conversation {
  const userId = asText(asObject(body["metadata"])?.["user_id"]);
  return {
    ...emptyConversation,
    model: asText(body["model"]) ?? "",
    isStream: body["stream"] === true,
    turns: readTurns(body, context),
    tools: readAllTools(body, context),
    toolChoice: readToolChoice(body["tool_choice"]),
    allowsParallelTools: readParallel(body["tool_choice"]),
    maxOutputTokens: asNumber(body["max_tokens"]),
    stopSequences: asTexts(body["stop_sequences"]),
    sampling: {
      ...noSampling,
      temperature: asNumber(body["temperature"]),
      topP: asNumber(body["top_p"]),
      topK: asNumber(body["top_k"]),
    },
    thinking: readThinkingWish(body),
    format: readFormat(body),
    caching: {
      key: userId === null ? null : sessionOf(userId),
      retention: null,
      automatic: breakpointOf(body).breakpoint ?? null,
    },
    endUser: userId,
    serviceTier: asText(body["service_tier"]),
    others: Object.entries(body).flatMap(([path, value]) =>
      known.has(path) || value === undefined || value === null ? [] : [{ path, value }],
    ),
  };
}

function messagesOf(body: JsonObject): readonly JsonObject[] {
  return asObjects(body["messages"]);
}

function readTurns(body: JsonObject, context: ReadContext): readonly Turn[] {
  const system = readContent(body["system"], context);
  const turns = messagesOf(body).map((message): Turn => {
    const { role, content } = message;
    loseUnknown(message, knownInTurn, "messages[]", context.notes);
    const parts = readContent(content, context);
    if (role === "system") return { role, parts: parts.filter((part) => !isToolChange(part)) };
    return { role: role === "assistant" ? role : "user", parts };
  });
  return system.length === 0 ? turns : [{ role: "system", parts: system }, ...turns];
}

function isToolChange(part: { readonly type: string; readonly name?: unknown }): boolean {
  const { name } = part;
  return part.type === "opaque" && (name === "tool_addition" || name === "tool_removal");
}

/** Tools that are announced or withdrawn between turns count for the whole request elsewhere. */
function readAllTools(body: JsonObject, { notes }: ReadContext): readonly Tool[] {
  const tools = new Map(readTools(body["tools"], notes).map((tool) => [tool.name, tool]));
  const changes = messagesOf(body)
    .filter(({ role }) => role === "system")
    .flatMap(({ content }) => asObjects(content));
  for (const { type, tool } of changes) {
    const described = asObject(tool);
    const name = asText(described?.["name"]) ?? asText(described?.["tool_name"]);
    if (described === null || name === null) continue;
    if (type === "tool_removal") tools.delete(name);
    if (type === "tool_addition" && described["input_schema"] !== undefined) {
      tools.set(name, readTool(described, notes));
    }
  }
  return [...tools.values()];
}

function readThinkingWish(body: JsonObject): ThinkingWish | null {
  const thinking = asObject(body["thinking"]);
  const effort = readEffort(body);
  const display = asText(thinking?.["display"]);
  switch (thinking?.["type"]) {
    case "disabled":
      return { mode: "off", effort: null, budgetTokens: null, display: null };
    case "enabled": {
      const budgetTokens = asNumber(thinking["budget_tokens"]);
      // With a budget the client is shown its thinking unless it says otherwise.
      return { mode: "fixed", effort, budgetTokens, display: display ?? "summarized" };
    }
    case "adaptive":
    case "between_tools":
      return { mode: "adaptive", effort, budgetTokens: null, display };
    default:
      return effort === null
        ? null
        : { mode: "adaptive", effort, budgetTokens: null, display: null };
  }
}

/** Claude Code may set the effort anew in a system message; the last one counts from there on. */
function readEffort(body: JsonObject): string | null {
  const inTurns = messagesOf(body)
    .map((message) => asText(asObject(message["output_config"])?.["effort"]))
    .findLast((effort) => effort !== null);
  return inTurns ?? asText(asObject(body["output_config"])?.["effort"]);
}

function readFormat(body: JsonObject): OutputFormat | null {
  // `output_format` is the name that the beta had.
  const format = asObject(asObject(body["output_config"])?.["format"] ?? body["output_format"]);
  const schema = asObject(format?.["schema"]);
  if (format?.["type"] !== "json_schema" || schema === null) return null;
  // Anthropic always holds the answer to the schema.
  return { kind: "json-schema", name: null, description: null, schema, strict: true };
}
