/** What a client asks of a model, in words of no dialect. */
import type { Dialect } from "../base/dialect.ts";
import type { Json, JsonObject } from "./json.ts";
import type { CacheBreakpoint, Part } from "./part.ts";

export interface Conversation {
  readonly model: string;
  readonly isStream: boolean;
  /** Chat: whether the client wants the usage chunk. Others always tell. */
  readonly wantsStreamUsage: boolean;
  /**
   * Everything in its order. Instructions at the head are turns of role "system" or "developer";
   * such turns may also stand between the others. Consecutive turns may have the same role.
   */
  readonly turns: readonly Turn[];
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice | null;
  readonly allowsParallelTools: boolean | null;
  readonly maxOutputTokens: number | null;
  readonly stopSequences: readonly string[];
  readonly sampling: Sampling;
  readonly thinking: ThinkingWish | null;
  readonly format: OutputFormat | null;
  readonly verbosity: string | null;
  readonly caching: Caching;
  /** Who asks, as the client says it: a user id or an Anthropic metadata.user_id. */
  readonly endUser: string | null;
  readonly metadata: JsonObject | null;
  readonly serviceTier: string | null;
  /** Responses and Chat: keep the answer at the provider. */
  readonly store: boolean | null;
  readonly previousResponseId: string | null;
  /** Chat: the client knows only the former `functions`, and is answered by a `function_call`. */
  readonly usesFunctions: boolean;
  /** How many answers (Chat `n`). */
  readonly choices: number;
  /** See `Crossing.isCompaction`. */
  readonly isCompaction: boolean;
  /** Fields that only the client's dialect knows, by path; each is a loss across dialects. */
  readonly others: readonly OtherField[];
}

export interface Turn {
  readonly role: "system" | "developer" | "user" | "assistant";
  readonly parts: readonly Part[];
  /** Chat participants may have names. */
  readonly name?: string;
}

export interface Sampling {
  /** In the client's dialect's own range: Anthropic 0..1, OpenAI 0..2. */
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly topK: number | null;
  readonly frequencyPenalty: number | null;
  readonly presencePenalty: number | null;
  readonly seed: number | null;
  readonly logprobs: boolean | null;
  readonly topLogprobs: number | null;
  readonly logitBias: JsonObject | null;
}

export interface ThinkingWish {
  readonly mode: "off" | "fixed" | "adaptive";
  /** "minimal" to "max"; null = not said. */
  readonly effort: string | null;
  /** Tokens; only with mode "fixed". */
  readonly budgetTokens: number | null;
  /** "summarized", "omitted", "auto", "concise", "detailed"; null = not said. */
  readonly display: string | null;
}

export type OutputFormat =
  | { readonly kind: "text" }
  | { readonly kind: "json-object" }
  | {
      readonly kind: "json-schema";
      readonly name: string | null;
      readonly description: string | null;
      readonly schema: JsonObject;
      readonly strict: boolean | null;
    };

export interface Caching {
  /** OpenAI's prompt_cache_key, or the session of the client. */
  readonly key: string | null;
  readonly retention: string | null;
  /** Anthropic's automatic breakpoint at the end. */
  readonly automatic: CacheBreakpoint | null;
}

export type ToolChoice =
  | { readonly kind: "auto" | "none" | "required" }
  | { readonly kind: "named"; readonly name: string }
  | {
      readonly kind: "allowed";
      readonly mode: "auto" | "required";
      readonly names: readonly string[];
    };

export type Tool =
  | {
      readonly kind: "function";
      readonly name: string;
      readonly description: string | null;
      /** JSON Schema of an object; null when the client gave none. */
      readonly schema: JsonObject | null;
      readonly strict: boolean | null;
      readonly namespace?: string;
      readonly breakpoint?: CacheBreakpoint;
      /** Anthropic's tool search: known to the model only after it was looked up. */
      readonly isDeferred?: boolean;
      /** Responses' search for tools that the client runs itself: `ClientTool` "tool-search". */
      readonly isSearch?: boolean;
    }
  | {
      /** Takes free text; `format` is the dialect's grammar object, null = any text. */
      readonly kind: "custom";
      readonly name: string;
      readonly description: string | null;
      readonly format: JsonObject | null;
      readonly namespace?: string;
    }
  | {
      /** Run by the provider: web search, code execution, computer use ... */
      readonly kind: "server";
      readonly name: string;
      readonly dialect: Dialect;
      readonly raw: JsonObject;
    };

export interface OtherField {
  readonly path: string;
  readonly value: Json;
}
