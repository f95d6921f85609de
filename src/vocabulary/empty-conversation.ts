import type { Conversation, Sampling } from "./conversation.ts";

export const noSampling: Sampling = {
  temperature: null,
  topP: null,
  topK: null,
  frequencyPenalty: null,
  presencePenalty: null,
  seed: null,
  logprobs: null,
  topLogprobs: null,
  logitBias: null,
};

/** A conversation in which nothing is said yet: what readers fill. */
export const emptyConversation: Conversation = {
  model: "",
  isStream: false,
  wantsStreamUsage: true,
  turns: [],
  tools: [],
  toolChoice: null,
  allowsParallelTools: null,
  maxOutputTokens: null,
  stopSequences: [],
  sampling: noSampling,
  thinking: null,
  format: null,
  verbosity: null,
  caching: { key: null, retention: null, automatic: null },
  endUser: null,
  metadata: null,
  serviceTier: null,
  store: null,
  previousResponseId: null,
  usesFunctions: false,
  choices: 1,
  isCompaction: false,
  others: [],
};
