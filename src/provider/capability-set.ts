/** What a model at a provider accepts, for requests that are written for it. */
export interface Capabilities {
  /** Chat: field of the output limit. */
  readonly outputField: "max_tokens" | "max_completion_tokens";
  /** Responses: false where max_output_tokens is refused (the ChatGPT backend). */
  readonly takesOutputLimit: boolean;
  /** Output asked for when the client names no limit and the dialect demands one, tokens. */
  readonly defaultOutputTokens: number | null;
  /** "fixed": only the default temperature and top_p. "one": not both at once. */
  readonly sampling: "free" | "one" | "fixed";
  /** Reasoning efforts that the model knows; none = it takes no effort at all. */
  readonly efforts: readonly string[];
  /** Messages: how thinking is asked for. */
  readonly thinking: "none" | "budget" | "adaptive";
  /** Chat: where thinking of earlier turns goes; null = it is refused or ignored. */
  readonly reasoningField: "reasoning_content" | "reasoning" | null;
  /** Chat: sealed reasoning of earlier turns is taken back in `reasoning_details`. */
  readonly reasoningDetails: boolean;
  /** Chat: signatures of tool calls (`extra_content.google`) are taken back, or have to be. */
  readonly callSignatures: "none" | "taken" | "demanded";
  /** Chat: an assistant message with tool calls must have that field, even if it is empty. */
  readonly demandsReasoning: boolean;
  /** Chat: the role of instructions. Only who knows "developer" takes them in mid-conversation. */
  readonly instructionRole: "developer" | "system";
  /** Messages: instructions may stand between the turns. */
  readonly systemTurns: boolean;
  /** Messages: the conversation may end with the beginning of the answer. */
  readonly prefill: boolean;
  readonly jsonSchema: boolean;
  readonly images: boolean;
  readonly documents: boolean;
  readonly audio: boolean;
  readonly parallelSwitch: boolean;
  readonly allowedTools: boolean;
  readonly customTools: boolean;
  /** Chat and Responses: `strict` on functions. */
  readonly strictTools: boolean;
  /** The provider searches the web itself. */
  readonly webSearch: boolean;
  readonly toolNameLength: number;
  /** Most tools in a request; null = no known limit. */
  readonly toolsMost: number | null;
  /** Most stop sequences; 0 = none are taken. */
  readonly stopSequences: number;
  /** Chat and Responses: field for the end user; null = none. */
  readonly endUserField: "safety_identifier" | "user" | null;
  readonly promptCacheKey: boolean;
  /** Chat: how a part is marked as the end of a cached prefix; null = it cannot be. */
  readonly chatBreakpoints: "cache_control" | null;
  readonly serviceTier: boolean;
  readonly metadata: boolean;
  readonly store: boolean;
  readonly verbosity: boolean;
  /** Chat: seed, penalties, logit_bias and logprobs. */
  readonly fineSampling: boolean;
  /** JSON Schema keywords that make Gemini refuse a request are left out. */
  readonly plainSchemas: boolean;
  /** False when only streams are answered. */
  readonly answersWhole: boolean;
}
