/** A conversation as a Messages request. */
import { limits } from "../base/limits.ts";
import { shortUserId } from "../vocabulary/end-user.ts";
import { writeCaching } from "./write-caching.ts";
import { writeFormat } from "./write-format.ts";
import { writeThinking } from "./write-thinking.ts";
import { writeTools } from "./write-tools.ts";
import { writeTurns } from "./write-turns.ts";
import type { JsonDraft } from "../vocabulary/json-values.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { WriteContext, WrittenRequest } from "../vocabulary/target.ts";

/** The version that knows sampling; system turns and new models work with it too. */
const version = "2023-06-01";

export function writeAnthropicRequest(context: WriteContext): WrittenRequest {
  const { conversation, target } = context;
  loseWhatIsUnknown(context);
  const written = writeTools(context);
  const format = writeFormat(context, written.tools.length > 0);
  const turns = writeTurns(context);
  const system: JsonObject[] =
    format.instruction === null
      ? turns.system
      : [...turns.system, { type: "text", text: format.instruction }];
  const tools = format.tool === null ? written.tools : [...written.tools, format.tool];
  const cached = writeCaching({ tools, system, messages: turns.messages }, context);
  const maxTokens = outputTokens(context);
  const isToolForced = written.isForced || format.tool !== null;
  const thinking = writeThinking(context, { maxTokens, isToolForced, messages: cached.messages });
  const formatTool = format.tool === null ? null : String(format.tool["name"]);
  const choice = formatTool === null ? written.choice : { type: "tool", name: formatTool };
  const outputConfig: JsonDraft = {
    ...(thinking.effort === undefined ? {} : { effort: thinking.effort }),
    ...(format.format === null ? {} : { format: format.format }),
  };
  const body: JsonDraft = {
    model: target.model,
    max_tokens: maxTokens,
    ...(conversation.isStream ? { stream: true } : {}),
    ...(tools.length === 0 ? {} : { tools: cached.tools }),
    ...(choice === null ? {} : { tool_choice: choice }),
    ...(system.length === 0 ? {} : { system: cached.system }),
    messages: cached.messages,
    ...sampling(context, thinking.isOn),
    ...(thinking.thinking === undefined ? {} : { thinking: thinking.thinking }),
    ...(Object.keys(outputConfig).length === 0 ? {} : { output_config: outputConfig }),
    ...stops(context),
    ...endUser(context),
    ...serviceTier(context),
  };
  return { body, headersToAdd: { "anthropic-version": version }, formatTool };
}

/** Anthropic demands a limit; the client's own is kept within the model's. */
function outputTokens({ conversation, target, notes }: WriteContext): number {
  const { outputLimit, capabilities } = target;
  const fallback = capabilities.defaultOutputTokens ?? limits.defaultOutputTokens;
  const wanted = conversation.maxOutputTokens ?? Math.min(fallback, outputLimit ?? fallback);
  if (outputLimit === null || wanted <= outputLimit) return Math.max(1, wanted);
  notes.lose("max_tokens", `the model writes at most ${outputLimit}`);
  return outputLimit;
}

function sampling({ conversation, target, notes }: WriteContext, isThinking: boolean): JsonDraft {
  const { temperature, topP, topK } = conversation.sampling;
  const rule = target.capabilities.sampling;
  if (rule === "fixed" || isThinking) {
    const isDefault = (temperature ?? 1) === 1 && (topP ?? 1) === 1 && topK === null;
    if (!isDefault) notes.lose("temperature", "the model accepts only its own sampling");
    return {};
  }
  if (temperature !== null && temperature > 1) notes.lose("temperature", "limited to 1");
  const isDouble = rule === "one" && temperature !== null && topP !== null;
  if (isDouble) notes.lose("top_p", "refused beside a temperature");
  return {
    ...(temperature === null ? {} : { temperature: Math.max(0, Math.min(1, temperature)) }),
    ...(topP === null || isDouble ? {} : { top_p: topP }),
    ...(topK === null ? {} : { top_k: topK }),
  };
}

function stops({ conversation, notes }: WriteContext): JsonDraft {
  const usable = conversation.stopSequences.filter((each) => each.trim() !== "");
  if (usable.length < conversation.stopSequences.length) {
    notes.lose("stop", "blank stop sequences are refused");
  }
  return usable.length === 0 ? {} : { stop_sequences: usable };
}

function endUser({ conversation: { endUser: user } }: WriteContext): JsonDraft {
  if (user === null || user === "") return {};
  return { metadata: { user_id: shortUserId(user, limits.anthropicUserIdLength) } };
}

function serviceTier({ conversation, target, notes }: WriteContext): JsonDraft {
  const tier = conversation.serviceTier;
  if (tier === null || tier === "auto") return {};
  if (tier === "default" && target.provider === "anthropic") {
    return { service_tier: "standard_only" };
  }
  if (tier !== "default") notes.lose("service_tier", "unknown to the other dialect");
  return {};
}

function loseWhatIsUnknown({ conversation, notes }: WriteContext): void {
  const { sampling: wished, choices, metadata, verbosity, store } = conversation;
  const unknown: Readonly<Record<string, unknown>> = {
    frequency_penalty: zeroIsNothing(wished.frequencyPenalty),
    presence_penalty: zeroIsNothing(wished.presencePenalty),
    seed: wished.seed,
    logprobs: wished.logprobs === true ? true : null,
    top_logprobs: zeroIsNothing(wished.topLogprobs),
    logit_bias: wished.logitBias,
    metadata,
    verbosity: verbosity === "medium" ? null : verbosity,
    store: store === true ? true : null,
  };
  for (const [path, value] of Object.entries(unknown)) {
    if (value !== null) notes.lose(path, "unknown to the other dialect");
  }
  if (choices > 1) notes.refuse("This provider gives one answer per request: n must be 1.");
}

function zeroIsNothing(value: number | null): number | null {
  return value === 0 ? null : value;
}
