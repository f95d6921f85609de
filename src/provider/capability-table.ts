/**
 * Facts behind `capabilities.ts`. Adding a model or provider is one row. Rows of a provider come
 * before the rows of its models, so that a model says what its provider's default gets wrong.
 */
import { limits } from "../base/limits.ts";
import type { Capabilities } from "./capability-set.ts";

export interface Row {
  /** Beginning of the bare model name; "" = all models. */
  readonly prefix: string;
  readonly facts: Partial<Capabilities>;
}

export interface ProviderRow extends Row {
  readonly provider: string;
}

/** A model that nobody knows at a server that speaks the dialect as most do. */
export const unknownModel: Capabilities = {
  outputField: "max_tokens",
  takesOutputLimit: true,
  defaultOutputTokens: null,
  sampling: "free",
  efforts: [],
  thinking: "budget",
  reasoningField: "reasoning_content",
  reasoningDetails: false,
  demandsReasoning: false,
  callSignatures: "none",
  instructionRole: "system",
  systemTurns: false,
  prefill: true,
  jsonSchema: true,
  images: true,
  documents: false,
  audio: false,
  parallelSwitch: true,
  allowedTools: false,
  customTools: false,
  strictTools: false,
  webSearch: false,
  toolNameLength: 64,
  toolsMost: null,
  stopSequences: 4,
  endUserField: "user",
  promptCacheKey: false,
  chatBreakpoints: null,
  serviceTier: false,
  metadata: false,
  store: false,
  verbosity: false,
  fineSampling: true,
  plainSchemas: false,
  answersWhole: true,
};

const openAi: Partial<Capabilities> = {
  outputField: "max_completion_tokens",
  reasoningField: null,
  instructionRole: "developer",
  documents: true,
  audio: true,
  allowedTools: true,
  customTools: true,
  strictTools: true,
  webSearch: true,
  toolsMost: 128,
  endUserField: "safety_identifier",
  promptCacheKey: true,
  serviceTier: true,
  metadata: true,
  store: true,
};

const claude: Partial<Capabilities> = { toolNameLength: 128, stopSequences: 8_191 };

/** Models that think before they answer take no other sampling than their own. */
const reasoner: Partial<Capabilities> = { sampling: "fixed", fineSampling: false };
const lowToHigh = ["low", "medium", "high"] as const;

export const providerRows: readonly ProviderRow[] = [
  {
    provider: "anthropic",
    prefix: "",
    facts: { ...claude, documents: true, webSearch: true, strictTools: true },
  },
  { provider: "openai", prefix: "", facts: openAi },
  {
    provider: "openai_sub",
    prefix: "",
    facts: {
      ...openAi,
      takesOutputLimit: false,
      endUserField: null,
      metadata: false,
      answersWhole: false,
    },
  },
  {
    provider: "openrouter",
    prefix: "",
    facts: {
      reasoningField: "reasoning",
      reasoningDetails: true,
      documents: true,
      endUserField: "user",
      efforts: ["minimal", "low", "medium", "high", "xhigh"],
    },
  },
  {
    provider: "openrouter",
    prefix: "claude-",
    facts: { chatBreakpoints: "cache_control", systemTurns: false },
  },
  { provider: "deepseek", prefix: "", facts: { images: false, jsonSchema: false } },
  {
    provider: "gemini",
    prefix: "",
    facts: {
      reasoningField: null,
      efforts: lowToHigh,
      plainSchemas: true,
      fineSampling: false,
      endUserField: null,
      parallelSwitch: false,
      // From Gemini 3 on; what comes after it is taken to be like it.
      callSignatures: "demanded",
    },
  },
  ...["gemini-1", "gemini-2", "gemma-"].map((prefix): ProviderRow => ({
    provider: "gemini",
    prefix,
    facts: { callSignatures: "taken" },
  })),
  { provider: "glm", prefix: "", facts: { jsonSchema: false, parallelSwitch: false } },
  {
    provider: "cerebras",
    prefix: "",
    facts: { images: false, outputField: "max_completion_tokens" },
  },
  { provider: "minimax", prefix: "", facts: { jsonSchema: false, images: false } },
];

/** Old reasoning models: no stop sequences, no switch for parallel calls. */
const oSeries: Partial<Capabilities> = {
  ...reasoner,
  efforts: lowToHigh,
  outputField: "max_completion_tokens",
  stopSequences: 0,
};
const gpt5: Partial<Capabilities> = {
  ...reasoner,
  efforts: ["minimal", "low", "medium", "high"],
  outputField: "max_completion_tokens",
  verbosity: true,
};
const fromNoneToHigh = ["none", "low", "medium", "high"] as const;
const fromNoneToXhigh = ["none", "low", "medium", "high", "xhigh"] as const;
const chatModel: Partial<Capabilities> = { sampling: "free", efforts: [], fineSampling: true };

/** Claude up to 4.5 thinks within a budget, and only when asked. */
const budgetClaude: Partial<Capabilities> = {
  thinking: "budget",
  efforts: [],
  sampling: "one",
  systemTurns: false,
  prefill: true,
};

export const modelRows: readonly Row[] = [
  { prefix: "gpt-3", facts: { customTools: false, images: false, jsonSchema: false } },
  { prefix: "gpt-4-", facts: { jsonSchema: false } },
  { prefix: "gpt-4", facts: { ...chatModel, customTools: false } },
  { prefix: "gpt-4o", facts: { jsonSchema: true } },
  { prefix: "gpt-4-1", facts: { jsonSchema: true } },
  { prefix: "o1", facts: oSeries },
  { prefix: "o3", facts: oSeries },
  { prefix: "o4", facts: oSeries },
  { prefix: "gpt-5", facts: gpt5 },
  { prefix: "gpt-5-pro", facts: { efforts: ["high"] } },
  { prefix: "gpt-5-codex", facts: { efforts: lowToHigh } },
  { prefix: "gpt-5-1", facts: { efforts: fromNoneToHigh } },
  { prefix: "gpt-5-1-codex", facts: { efforts: lowToHigh } },
  { prefix: "gpt-5-1-codex-max", facts: { efforts: [...lowToHigh, "xhigh"] } },
  ...["2", "3", "4", "5", "6", "7", "8", "9"].map((minor): Row => ({
    prefix: `gpt-5-${minor}`,
    facts: { efforts: fromNoneToXhigh },
  })),
  ...["gpt-5-chat", "gpt-5-1-chat", "gpt-5-2-chat", "gpt-5-3-chat"].map((prefix): Row => ({
    prefix,
    facts: chatModel,
  })),
  { prefix: "gpt-6", facts: { ...gpt5, efforts: fromNoneToXhigh } },
  { prefix: "codex-", facts: { ...gpt5, efforts: lowToHigh } },
  {
    prefix: "gpt-oss",
    facts: { efforts: lowToHigh, images: false, customTools: false, reasoningField: "reasoning" },
  },

  // Newer Claudes than those below are taken to be like the newest known one.
  {
    prefix: "claude-",
    facts: {
      ...claude,
      thinking: "adaptive",
      efforts: ["low", "medium", "high", "xhigh", "max"],
      sampling: "fixed",
      systemTurns: true,
      prefill: false,
      reasoningField: null,
      defaultOutputTokens: limits.defaultOutputTokens,
    },
  },
  {
    prefix: "claude-3",
    facts: {
      ...budgetClaude,
      thinking: "none",
      sampling: "free",
      jsonSchema: false,
      defaultOutputTokens: 4_096,
    },
  },
  { prefix: "claude-3-5", facts: { defaultOutputTokens: 8_192 } },
  {
    prefix: "claude-3-7",
    facts: { thinking: "budget", defaultOutputTokens: limits.defaultOutputTokens },
  },
  ...["opus-4", "sonnet-4", "haiku-4"].map((name): Row => ({
    prefix: `claude-${name}`,
    facts: { ...budgetClaude, jsonSchema: false },
  })),
  ...["opus-4-1", "opus-4-5", "sonnet-4-5", "haiku-4-5"].map((name): Row => ({
    prefix: `claude-${name}`,
    facts: { jsonSchema: true },
  })),
  ...["opus-4-6", "sonnet-4-6", "haiku-4-6"].map((name): Row => ({
    prefix: `claude-${name}`,
    facts: {
      thinking: "adaptive",
      efforts: [...lowToHigh, "max"],
      jsonSchema: true,
      prefill: false,
    },
  })),
  ...["opus-4-7", "opus-4-8", "sonnet-4-7", "sonnet-4-8"].map((name): Row => ({
    prefix: `claude-${name}`,
    facts: {
      thinking: "adaptive",
      efforts: [...lowToHigh, "xhigh", "max"],
      sampling: "fixed",
      jsonSchema: true,
      prefill: false,
    },
  })),

  { prefix: "deepseek-reasoner", facts: { demandsReasoning: true } },
  { prefix: "deepseek-r1", facts: { demandsReasoning: true } },
  { prefix: "kimi-k2-thinking", facts: { demandsReasoning: true } },
  { prefix: "grok-4", facts: { fineSampling: false, stopSequences: 0 } },
  { prefix: "grok-3-mini", facts: { efforts: ["low", "high"], stopSequences: 0 } },
];
