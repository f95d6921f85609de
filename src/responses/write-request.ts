/** A conversation as a Responses request. */
import { limits } from "../base/limits.ts";
import {
  schemaFacts,
  loseLogprobs,
  writeEffort,
  writeExtras,
  writeIdentity,
  writeOutputLimit,
  writeSampling,
  writeServiceTier,
  writeVerbosity,
} from "../vocabulary/write-open-ai.ts";
import { joinTexts } from "../vocabulary/join-texts.ts";
import { writeItems } from "./write-input.ts";
import { writeTools } from "./write-tools.ts";
import type { JsonDraft } from "../vocabulary/json-values.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { WriteContext, WrittenRequest } from "../vocabulary/target.ts";

export function writeResponsesRequest(context: WriteContext): WrittenRequest {
  const { conversation, settled, target } = context;
  loseWhatIsUnknown(context);
  const head = joinTexts(settled.head);
  const tools = writeTools(context);
  const items = writeItems(context);
  // Without any input there is no request: instructions alone are what is said.
  const isAlone = items.length === 0;
  const instructions = isAlone ? "" : head;
  const input = isAlone ? [{ type: "message", role: "developer", content: head }] : items;
  const reasons = target.capabilities.efforts.length > 0;
  const store = conversation.store ?? false;
  const include = reasons && !store ? ["reasoning.encrypted_content"] : [];
  const body: JsonDraft = {
    model: target.model,
    ...(instructions === "" ? {} : { instructions }),
    input,
    ...tools,
    ...writeLimit(context),
    ...(conversation.isStream || !target.capabilities.answersWhole ? { stream: true } : {}),
    ...writeReasoning(context),
    ...writeText(context),
    ...writeSampling(context),
    ...writeIdentity(context),
    ...writeServiceTier(context),
    ...writeExtras(context),
    // Left out, it would mean yes here.
    store,
    ...(include.length === 0 ? {} : { include }),
  };
  return { body, headersToAdd: sessionHeader(context, body), formatTool: null };
}

/** The backend for subscriptions finds its prompt cache by the session too. */
function sessionHeader({ target }: WriteContext, body: JsonDraft): Record<string, string> {
  const key = body["prompt_cache_key"];
  return target.provider === "openai_sub" && typeof key === "string" ? { session_id: key } : {};
}

function writeLimit(context: WriteContext): JsonDraft {
  const limit = writeOutputLimit(context);
  if (limit === null) return {};
  if (!context.target.capabilities.takesOutputLimit) {
    context.notes.lose("max_tokens", "the provider takes no limit");
    return {};
  }
  if (limit < limits.leastResponsesOutputTokens) {
    context.notes.lose("max_tokens", `at least ${limits.leastResponsesOutputTokens} are accepted`);
  }
  return { max_output_tokens: Math.max(limit, limits.leastResponsesOutputTokens) };
}

/** `summary` is what the client is shown of the thinking. */
function writeReasoning(context: WriteContext): JsonDraft {
  const effort = writeEffort(context);
  const display = context.conversation.thinking?.display ?? null;
  const isShown = display !== null && display !== "omitted" && effort !== "none";
  const canThink = context.target.capabilities.efforts.length > 0;
  const summary = display === "concise" || display === "detailed" ? display : "auto";
  const reasoning: JsonDraft = {
    ...(effort === null ? {} : { effort }),
    ...(isShown && canThink ? { summary } : {}),
  };
  return Object.keys(reasoning).length === 0 ? {} : { reasoning };
}

function writeText(context: WriteContext): JsonDraft {
  const verbosity = writeVerbosity(context);
  const format = writeFormat(context);
  const text: JsonDraft = {
    ...(format === null ? {} : { format }),
    ...(verbosity === null ? {} : { verbosity }),
  };
  return Object.keys(text).length === 0 ? {} : { text };
}

function writeFormat(context: WriteContext): JsonObject | null {
  const { format } = context.conversation;
  if (format === null || format.kind === "text") return null;
  if (format.kind === "json-object") return { type: "json_object" };
  const { name, description, schema, strict } = schemaFacts(format, context);
  const described = description === null ? {} : { description };
  return { type: "json_schema", name, ...described, schema, strict };
}

function loseWhatIsUnknown({ conversation, notes }: WriteContext): void {
  const { sampling, choices, stopSequences } = conversation;
  const unknown: Readonly<Record<string, unknown>> = {
    frequency_penalty: sampling.frequencyPenalty === 0 ? null : sampling.frequencyPenalty,
    presence_penalty: sampling.presencePenalty === 0 ? null : sampling.presencePenalty,
    seed: sampling.seed,
    logit_bias: sampling.logitBias,
    stop: stopSequences.length === 0 ? null : stopSequences,
  };
  for (const [path, value] of Object.entries(unknown)) {
    if (value !== null) notes.lose(path, "unknown to the other dialect");
  }
  loseLogprobs(conversation, notes);
  if (choices > 1) notes.refuse("This provider gives one answer per request: n must be 1.");
}
