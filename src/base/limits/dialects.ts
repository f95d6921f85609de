/** What the dialects and their providers accept. */
export const dialectsLimits = {
  /** Longest tool call id that OpenAI-type servers are reported to take, UTF-16 units. */
  toolCallIdLength: 40,
  /** Longest prompt_cache_key, user and safety_identifier, UTF-16 units. */
  openAiKeyLength: 64,
  /** Longest metadata.user_id, UTF-16 units. */
  anthropicUserIdLength: 256,
  /** Most cache breakpoints in one request to Anthropic. */
  cacheBreakpoints: 4,
  /** Output asked for when the client names no limit and Anthropic demands one, tokens. */
  defaultOutputTokens: 32_000,
  /** Fewest tokens of max_output_tokens that Responses accepts. */
  leastResponsesOutputTokens: 16,
  /** Fewest thinking tokens that Anthropic accepts. */
  leastThinkingTokens: 1_024,
  /** Part of the output that a thinking budget leaves for the answer. */
  answerShare: 0.2,
  /** Longest schema name of a response_format, UTF-16 units. */
  formatNameLength: 64,
  /** Deepest nesting of a JSON Schema that is rewritten for a provider. */
  schemaDepth: 64,
} as const;
