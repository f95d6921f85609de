/** What a model answers, whole and as it arrives, in words of no dialect. */
import type { Usage } from "../base/usage.ts";
import type { Citation, Part } from "./part.ts";
import type { JsonObject } from "./json.ts";

/** Why the model stopped. */
export type StopReason =
  | "end"
  | "stop-sequence"
  | "output-limit"
  | "context-limit"
  | "tool-calls"
  /** Anthropic: a long turn of server tools was interrupted; the client may continue it. */
  | "paused"
  /** The model or a filter declined. */
  | "refused"
  | "filtered";

export interface Stop {
  readonly reason: StopReason;
  /** The sequence that was met; only with "stop-sequence". */
  readonly sequence: string | null;
  /** Anthropic's stop_details, or what OpenAI says of a filter. */
  readonly details: JsonObject | null;
}

/** Facts of an answer beyond its parts; each null when unknown. */
export interface AnswerFacts {
  readonly id: string | null;
  /** The provider's name of the model that served. */
  readonly model: string | null;
  /** Seconds since the epoch. */
  readonly createdAt: number | null;
  readonly serviceTier: string | null;
}

export interface AnswerUsage extends Usage {
  /** Calls of server tools by their name ("web_search"). */
  readonly serverToolCalls: Readonly<Record<string, number>>;
}

export interface Answer {
  readonly facts: AnswerFacts;
  readonly parts: readonly Part[];
  readonly stop: Stop;
  readonly usage: AnswerUsage | null;
}

export interface ProviderError {
  /** HTTP status that fits; for an error inside a stream the one that its type stands for. */
  readonly status: number;
  /** In words of no dialect. */
  readonly kind: ProviderErrorKind;
  readonly message: string;
  /** The provider's own code and field, if it gave any. */
  readonly code: string | null;
  readonly param: string | null;
  readonly requestId: string | null;
}

export type ProviderErrorKind =
  | "invalid-request"
  | "context-exceeded"
  | "authentication"
  | "billing"
  | "permission"
  | "not-found"
  | "too-large"
  | "rate-limit"
  | "quota"
  | "overloaded"
  | "timeout"
  | "server";

/**
 * What happens in a stream, in order. Parts never overlap: a reader whose dialect interleaves them
 * (parallel tool calls of Chat) puts them in order. `part` counts from 0 without gaps.
 */
export type AnswerEvent =
  | {
      readonly type: "answer-start";
      readonly facts: AnswerFacts;
      readonly usage: AnswerUsage | null;
    }
  | { readonly type: "part-start"; readonly part: number; readonly begins: PartStart }
  /** More of the text, thinking, refusal or tool input of the open part. */
  | { readonly type: "part-delta"; readonly part: number; readonly text: string }
  | { readonly type: "thinking-signature"; readonly part: number; readonly signature: string }
  | { readonly type: "thinking-encrypted"; readonly part: number; readonly encrypted: string }
  | { readonly type: "text-citation"; readonly part: number; readonly citation: Citation }
  | { readonly type: "part-end"; readonly part: number }
  | { readonly type: "ping" }
  /** The last event of a good stream. */
  | {
      readonly type: "answer-end";
      readonly stop: Stop;
      readonly usage: AnswerUsage | null;
      readonly facts: AnswerFacts;
    }
  /** The last event of a bad one; nothing follows it. */
  | { readonly type: "answer-error"; readonly error: ProviderError };

/** A part as it begins: its texts are still empty, except in parts that come whole. */
export type PartStart = Part;
