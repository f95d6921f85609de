/** What is written for Chat and Responses in the same way. */
import { limits } from "../base/limits.ts";
import { digest } from "./digest.ts";
import { effortOf, nearestEffort } from "./effort.ts";
import { shortCacheKey, shortUserId } from "./end-user.ts";
import { joinTexts } from "./join-texts.ts";
import { isStrictSchema, mapSchema, objectSchema } from "./object-schema.ts";
import type { Conversation, OutputFormat, Tool } from "./conversation.ts";
import type { JsonObject } from "./json.ts";
import type { JsonDraft } from "./json-values.ts";
import type { Notes } from "./notes.ts";
import type { WriteContext } from "./target.ts";

type FunctionTool = Extract<Tool, { kind: "function" }>;

export interface FunctionFacts {
  readonly name: string;
  readonly description: string | null;
  readonly parameters: JsonObject;
  readonly strict: boolean | null;
}

export function functionFacts(tool: FunctionTool, context: WriteContext): FunctionFacts {
  const { names, notes, target } = context;
  const { strictTools, plainSchemas } = target.capabilities;
  const { schema, isSame } = objectSchema(tool.schema);
  if (!isSame) notes.lose("tools[].schema", "alternatives at the top of a schema were merged");
  const isStrict = tool.strict === true && strictTools && isStrictSchema(schema);
  if (tool.strict === true && !isStrict) {
    notes.lose("tools[].strict", "the schema or the provider does not allow it");
  }
  const kind = tool.isSearch === true ? "tool-search" : "function";
  return {
    name: names.of({ name: tool.name, kind, namespace: tool.namespace ?? null }),
    description: tool.description,
    parameters: plainSchemas ? plainSchema(schema) : schema,
    strict: isStrict ? true : tool.strict === null ? null : false,
  };
}

/** Keywords that Gemini's OpenAI door refuses. */
const refusedByGemini: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$comment",
  "additionalProperties",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "patternProperties",
  "propertyNames",
  "examples",
]);

function plainSchema(schema: JsonObject): JsonObject {
  return mapSchema(schema, (each) => {
    const { const: constant, format, ...rest } = each;
    const kept = Object.fromEntries(
      Object.entries(rest).filter(([name]) => !refusedByGemini.has(name)),
    );
    const known = format === "date-time" || format === "enum" ? { format } : {};
    return { ...kept, ...known, ...(constant === undefined ? {} : { enum: [constant] }) };
  });
}

/** The effort that the model is asked for; null = nothing is said. */
export function writeEffort({ conversation, target, notes }: WriteContext): string | null {
  const { thinking } = conversation;
  const wanted = thinking === null ? null : effortOf(thinking);
  if (wanted === null) return null;
  const { efforts } = target.capabilities;
  if (wanted === "none") {
    if (efforts.length === 0 || efforts.includes("none"))
      return efforts.length === 0 ? null : "none";
    notes.lose("thinking", "the model always thinks; the least effort was set");
    return nearestEffort("minimal", efforts);
  }
  const effort = nearestEffort(wanted, efforts);
  if (effort !== wanted) notes.lose("effort", "not offered; the nearest one was set");
  return effort;
}

/** Fields for temperature and top_p, where the model has any. */
export function writeSampling({ conversation, target, notes }: WriteContext): JsonDraft {
  const { temperature, topP, topK } = conversation.sampling;
  if (topK !== null) notes.lose("top_k", "unknown to the other dialect");
  if (target.capabilities.sampling === "fixed") {
    const isDefault = (temperature ?? 1) === 1 && (topP ?? 1) === 1;
    if (!isDefault) notes.lose("temperature", "the model accepts only its own sampling");
    return {};
  }
  return {
    ...(temperature === null ? {} : { temperature }),
    ...(topP === null ? {} : { top_p: topP }),
  };
}

/** Answers are converted without them, so that nobody is asked for what gets lost. */
export function loseLogprobs({ sampling }: Conversation, { lose }: Notes): void {
  if (sampling.logprobs === true) lose("logprobs", "answers are converted without them");
  if ((sampling.topLogprobs ?? 0) > 0) lose("top_logprobs", "answers are converted without them");
}

/** Who asks, and what the provider's cache may be found by. */
export function writeIdentity(context: WriteContext): JsonDraft {
  const { conversation, target, notes } = context;
  const { endUserField, promptCacheKey } = target.capabilities;
  const user = conversation.endUser === "" ? null : conversation.endUser;
  if (user !== null && endUserField === null) notes.lose("user", "the provider has no such field");
  return {
    ...(user !== null && endUserField !== null
      ? { [endUserField]: shortUserId(user, limits.openAiKeyLength) }
      : {}),
    ...(promptCacheKey ? { prompt_cache_key: cacheKey(context) } : {}),
    ...(promptCacheKey && conversation.caching.retention !== null
      ? { prompt_cache_retention: conversation.caching.retention }
      : {}),
  };
}

/**
 * The client's own key or session, else the gateway's, else one made of what stays the same for
 * the whole conversation: its instructions and its first turn.
 */
function cacheKey({ conversation, settled, target }: WriteContext): string {
  const own = conversation.caching.key ?? target.conversationKey;
  if (own !== null) return shortCacheKey(own);
  const opening = [...settled.head, ...(settled.turns[0]?.parts ?? [])];
  return digest(joinTexts(opening), limits.openAiKeyLength);
}

/** Service tiers that both sides know by some name. */
export function writeServiceTier({ conversation, target, notes }: WriteContext): JsonDraft {
  const tier = conversation.serviceTier;
  if (tier === null || tier === "auto") return {};
  const name = tier === "standard_only" ? "default" : tier;
  if (target.capabilities.serviceTier) return { service_tier: name };
  if (name !== "default") notes.lose("service_tier", "the provider has no tiers");
  return {};
}

/** Fields that only some providers have, under the same names in both dialects. */
export function writeExtras({ conversation, target, notes }: WriteContext): JsonDraft {
  const { metadata, store } = conversation;
  const { capabilities } = target;
  if (metadata !== null && !capabilities.metadata) {
    notes.lose("metadata", "the provider has no such field");
  }
  if (store === true && !capabilities.store) notes.lose("store", "the provider stores nothing");
  return {
    ...(metadata !== null && capabilities.metadata ? { metadata } : {}),
    ...(store !== null && capabilities.store ? { store } : {}),
  };
}

/** Null = the model's own. */
export function writeVerbosity({ conversation, target, notes }: WriteContext): string | null {
  const { verbosity } = conversation;
  if (verbosity === null || target.capabilities.verbosity) return verbosity;
  if (verbosity !== "medium") notes.lose("verbosity", "the model has no such setting");
  return null;
}

export interface SchemaFacts {
  readonly name: string;
  readonly description: string | null;
  readonly schema: JsonObject;
  readonly strict: boolean;
}

export function schemaFacts(
  format: Extract<OutputFormat, { kind: "json-schema" }>,
  { notes }: WriteContext,
): SchemaFacts {
  const name = (format.name ?? "answer").replaceAll(/[^\w-]/g, "_");
  const strict = format.strict === true && isStrictSchema(format.schema);
  if (format.strict === true && !strict)
    notes.lose("format", "the schema does not allow strictness");
  return {
    name: name.slice(0, limits.formatNameLength),
    description: format.description,
    schema: format.schema,
    strict,
  };
}

/** The output limit that is asked for; null = the provider's own. */
export function writeOutputLimit({ conversation, target, notes }: WriteContext): number | null {
  const wanted = conversation.maxOutputTokens;
  const { outputLimit } = target;
  if (wanted === 0) notes.refuse("max_tokens 0 only warms Anthropic's cache; ask for some output.");
  if (wanted === null || outputLimit === null || wanted <= outputLimit) return wanted;
  notes.lose("max_tokens", `the model writes at most ${outputLimit}`);
  return outputLimit;
}
