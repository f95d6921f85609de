/** A conversation as a Chat Completions request. */
import { findProvider } from "../provider/providers.ts";
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
import { writeMessages } from "./write-messages.ts";
import { writeTools } from "./write-tools.ts";
import type { JsonDraft } from "../vocabulary/json-values.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { WriteContext, WrittenRequest } from "../vocabulary/target.ts";

export function writeChatRequest(context: WriteContext): WrittenRequest {
  const { target } = context;
  const { capabilities } = target;
  const limit = writeOutputLimit(context);
  const effort = writeEffort(context);
  const verbosity = writeVerbosity(context);
  const format = writeFormat(context);
  const tools = writeTools(context);
  const messages = writeMessages(
    format.instruction === null ? context : withInstruction(context, format.instruction),
  );
  const body: JsonDraft = {
    model: target.model,
    messages,
    ...tools,
    ...(limit === null ? {} : { [capabilities.outputField]: limit }),
    ...writeStream(context),
    ...(effort === null ? {} : { reasoning_effort: effort }),
    ...writeSampling(context),
    ...writeFineSampling(context),
    ...writeStops(context),
    ...(format.field === null ? {} : { response_format: format.field }),
    ...writeIdentity(context),
    ...writeServiceTier(context),
    ...(verbosity === null ? {} : { verbosity }),
    ...writeExtras(context),
  };
  return { body, headersToAdd: {}, formatTool: null };
}

function withInstruction(context: WriteContext, text: string): WriteContext {
  const { settled } = context;
  return { ...context, settled: { ...settled, head: [...settled.head, { type: "text", text }] } };
}

/** Usage is always asked for: without it nobody knows what a stream has cost. */
function writeStream({ conversation, target }: WriteContext): JsonDraft {
  if (!conversation.isStream) return {};
  const options = findProvider(target.provider).reportsStreamUsage;
  return { stream: true, ...(options ? { stream_options: { include_usage: true } } : {}) };
}

interface WrittenFormat {
  readonly field: JsonObject | null;
  readonly instruction: string | null;
}

function writeFormat(context: WriteContext): WrittenFormat {
  const { format } = context.conversation;
  if (format === null || format.kind === "text") return { field: null, instruction: null };
  if (format.kind === "json-object") return { field: { type: "json_object" }, instruction: null };
  if (!context.target.capabilities.jsonSchema) {
    context.notes.lose("format.schema", "told the model instead of enforced");
    const instruction = `Answer with one JSON value that fits this JSON Schema:\n${JSON.stringify(format.schema)}`;
    return { field: { type: "json_object" }, instruction };
  }
  const { name, description, schema, strict } = schemaFacts(format, context);
  const described = description === null ? {} : { description };
  const inner: JsonObject = { name, ...described, schema, strict };
  return { field: { type: "json_schema", json_schema: inner }, instruction: null };
}

function writeFineSampling({ conversation, target, notes }: WriteContext): JsonDraft {
  const { sampling, choices } = conversation;
  const fields: JsonDraft = {
    frequency_penalty: sampling.frequencyPenalty ?? undefined,
    presence_penalty: sampling.presencePenalty ?? undefined,
    seed: sampling.seed ?? undefined,
    logit_bias: sampling.logitBias ?? undefined,
  };
  loseLogprobs(conversation, notes);
  const several = choices > 1 ? { n: choices } : {};
  const asked = Object.keys(fields).filter((name) => fields[name] !== undefined);
  if (asked.length === 0) return several;
  if (target.capabilities.fineSampling) return { ...fields, ...several };
  for (const name of asked) notes.lose(name, "the model accepts only its own sampling");
  return several;
}

function writeStops({ conversation, target, notes }: WriteContext): JsonDraft {
  const most = target.capabilities.stopSequences;
  const stops = conversation.stopSequences;
  if (stops.length > most) notes.lose("stop", `the provider takes at most ${most}`);
  const kept = stops.slice(0, most);
  return kept.length === 0 ? {} : { stop: kept };
}
