/** A Chat Completions request as a conversation. */
import {
  asBoolean,
  asNumber,
  asObject,
  asObjects,
  asText,
  asTexts,
} from "../vocabulary/json-values.ts";
import { emptyConversation } from "../vocabulary/empty-conversation.ts";
import {
  readCaching,
  readEffort,
  readFormat,
  readSampling,
  readTool,
  readToolChoice,
} from "../vocabulary/read-open-ai.ts";
import { readMessages } from "./read-messages.ts";
import type { Conversation, OutputFormat, Tool } from "../vocabulary/conversation.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { ReadContext } from "../vocabulary/target.ts";

const dialect = "openai-chat";

/** Fields that this reader understands; all others are passed on as `others`. */
const known: ReadonlySet<string> = new Set([
  "model",
  "messages",
  "stream",
  "stream_options",
  "max_tokens",
  "max_completion_tokens",
  "temperature",
  "top_p",
  "top_k",
  "frequency_penalty",
  "presence_penalty",
  "seed",
  "logprobs",
  "top_logprobs",
  "logit_bias",
  "n",
  "stop",
  "tools",
  "tool_choice",
  "functions",
  "function_call",
  "parallel_tool_calls",
  "response_format",
  "reasoning_effort",
  "reasoning",
  "verbosity",
  "user",
  "safety_identifier",
  "prompt_cache_key",
  "prompt_cache_retention",
  "metadata",
  "service_tier",
  "store",
  "web_search_options",
]);

export function readChatRequest(body: JsonObject, context: ReadContext): Conversation {
  const reasoning = asObject(body["reasoning"]);
  // Only who knows nothing newer means the former names; it takes one call at a time.
  const usesFunctions = Array.isArray(body["functions"]) && body["tools"] === undefined;
  const effort = asText(body["reasoning_effort"]) ?? asText(reasoning?.["effort"]);
  return {
    ...emptyConversation,
    model: asText(body["model"]) ?? "",
    isStream: body["stream"] === true,
    wantsStreamUsage: asObject(body["stream_options"])?.["include_usage"] === true,
    turns: readMessages(body["messages"], context),
    tools: readTools(body, context),
    toolChoice: readToolChoice(body["tool_choice"] ?? body["function_call"]),
    usesFunctions,
    allowsParallelTools: usesFunctions ? false : asBoolean(body["parallel_tool_calls"]),
    maxOutputTokens: asNumber(body["max_completion_tokens"]) ?? asNumber(body["max_tokens"]),
    stopSequences: asTexts(body["stop"]),
    sampling: readSampling(body),
    thinking: readEffort(effort, null),
    format: readResponseFormat(body),
    verbosity: asText(body["verbosity"]),
    caching: readCaching(body),
    endUser: asText(body["safety_identifier"]) ?? asText(body["user"]),
    metadata: asObject(body["metadata"]),
    serviceTier: asText(body["service_tier"]),
    store: asBoolean(body["store"]),
    choices: asNumber(body["n"]) ?? 1,
    others: Object.entries(body).flatMap(([path, value]) =>
      known.has(path) || value === undefined || value === null ? [] : [{ path, value }],
    ),
  };
}

function readTools(body: JsonObject, { notes }: ReadContext): readonly Tool[] {
  const search = asObject(body["web_search_options"]);
  return [
    ...asObjects(body["tools"]).map((tool) => readTool(tool, dialect, notes)),
    ...asObjects(body["functions"]).map((each) =>
      readTool({ type: "function", function: each }, dialect, notes),
    ),
    ...(search === null
      ? []
      : [{ kind: "server", name: "web_search", dialect, raw: search } as const]),
  ];
}

function readResponseFormat(body: JsonObject): OutputFormat | null {
  const format = asObject(body["response_format"]);
  if (format === null) return null;
  return readFormat(format["type"], asObject(format["json_schema"]) ?? {});
}
