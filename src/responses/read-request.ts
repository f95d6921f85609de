/** A Responses request as a conversation. */
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
  readToolChoice,
} from "../vocabulary/read-open-ai.ts";
import { asksForCompaction, readItems } from "./read-input.ts";
import { readTools } from "./read-tools.ts";
import type { Conversation, OtherField, Turn } from "../vocabulary/conversation.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { ReadContext } from "../vocabulary/target.ts";

/** Fields that this reader understands; all others are passed on as `others`. */
const known: ReadonlySet<string> = new Set([
  "model",
  "input",
  "instructions",
  "stream",
  "stream_options",
  "max_output_tokens",
  "temperature",
  "top_p",
  "top_logprobs",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "text",
  "reasoning",
  "include",
  "user",
  "safety_identifier",
  "prompt_cache_key",
  "prompt_cache_retention",
  "metadata",
  "service_tier",
  "store",
  "previous_response_id",
]);

/** What `include` may ask for that conversion provides, or that changes nothing else. */
const includable: ReadonlySet<string> = new Set([
  "reasoning.encrypted_content",
  "message.output_text.logprobs",
]);

export function readResponsesRequest(body: JsonObject, context: ReadContext): Conversation {
  const text = asObject(body["text"]);
  const format = asObject(text?.["format"]);
  const includes = asTexts(body["include"]);
  const isCompaction = asksForCompaction(body["input"]);
  return {
    ...emptyConversation,
    model: asText(body["model"]) ?? "",
    isStream: body["stream"] === true,
    turns: readTurns(body, context),
    tools: readTools(body, context),
    toolChoice: isCompaction ? { kind: "none" } : readToolChoice(body["tool_choice"]),
    allowsParallelTools: asBoolean(body["parallel_tool_calls"]),
    maxOutputTokens: asNumber(body["max_output_tokens"]),
    sampling: {
      ...readSampling(body),
      logprobs: includes.includes("message.output_text.logprobs") ? true : null,
    },
    thinking: readThinkingWish(body),
    format: format === null ? null : readFormat(format["type"], format),
    verbosity: readVerbosity(body),
    caching: readCaching(body),
    endUser: asText(body["safety_identifier"]) ?? asText(body["user"]),
    metadata: asObject(body["metadata"]),
    serviceTier: asText(body["service_tier"]),
    store: asBoolean(body["store"]),
    previousResponseId: asText(body["previous_response_id"]),
    isCompaction,
    others: [...readOthers(body), ...includes.filter(isUnknown).map(asOther)],
  };
}

function readOthers(body: JsonObject): readonly OtherField[] {
  return Object.entries(body).flatMap(([path, value]) =>
    known.has(path) || value === undefined || value === null ? [] : [{ path, value }],
  );
}

function isUnknown(include: string): boolean {
  return !includable.has(include);
}

function asOther(include: string): OtherField {
  return { path: "include", value: include };
}

function readTurns(body: JsonObject, context: ReadContext): readonly Turn[] {
  const instructions = asText(body["instructions"]);
  const turns = readItems(body["input"], context);
  if (instructions === null || instructions === "") return turns;
  return [{ role: "system", parts: [{ type: "text", text: instructions }] }, ...turns];
}

/** Settings that items change in mid-conversation: the last one counts. */
function updates(body: JsonObject): readonly JsonObject[] {
  const items = asObjects(body["input"]);
  return [body, ...items.filter(({ type }) => type === "configuration_update")];
}

function readThinkingWish(body: JsonObject): Conversation["thinking"] {
  const wishes = updates(body).map(({ reasoning }) => asObject(reasoning));
  const effort = wishes.map((wish) => asText(wish?.["effort"])).findLast(isPresent) ?? null;
  const summary = wishes
    .map((wish) => asText(wish?.["summary"]) ?? asText(wish?.["generate_summary"]))
    .findLast(isPresent);
  return readEffort(effort, summary ?? null);
}

function readVerbosity(body: JsonObject): string | null {
  const texts = updates(body).map(({ text }) => asText(asObject(text)?.["verbosity"]));
  return texts.findLast(isPresent) ?? null;
}

function isPresent(value: string | null): value is string {
  return value !== null;
}
