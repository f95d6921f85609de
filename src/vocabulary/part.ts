/** What a turn of a conversation or an answer consists of, in words of no dialect. */
import type { Dialect } from "../base/dialect.ts";
import type { JsonObject, Json } from "./json.ts";

/** A cache breakpoint stands behind the part that carries it. */
export interface CacheBreakpoint {
  readonly lifetime: "5m" | "1h" | "default";
}

interface Markable {
  readonly breakpoint?: CacheBreakpoint;
}

export interface TextPart extends Markable {
  readonly type: "text";
  readonly text: string;
  readonly citations?: readonly Citation[];
}

/** Where a statement comes from. `raw` is the dialect's own object, for a reader of that dialect. */
export interface Citation {
  readonly url: string | null;
  readonly title: string | null;
  readonly citedText: string | null;
  /** UTF-16 offsets in the text of the part; null when the dialect gives none. */
  readonly start: number | null;
  readonly end: number | null;
  readonly dialect: Dialect;
  readonly raw: JsonObject;
}

export type Source =
  /** Standard base64 without a data URI's head. */
  | { readonly kind: "base64"; readonly mediaType: string; readonly data: string }
  | { readonly kind: "url"; readonly url: string }
  /** An upload at one provider; no other knows the id. */
  | { readonly kind: "file"; readonly id: string }
  | { readonly kind: "text"; readonly text: string };

export interface ImagePart extends Markable {
  readonly type: "image";
  readonly source: Source;
  readonly detail?: string;
}

export interface DocumentPart extends Markable {
  readonly type: "document";
  /** PDFs have a base64 source of application/pdf. */
  readonly source: Source;
  readonly name?: string;
  readonly context?: string;
  readonly wantsCitations?: boolean;
}

export interface AudioPart {
  readonly type: "audio";
  readonly format: string;
  readonly data: string;
}

/**
 * What the model thought. `origin` tells which dialect can verify `signature` (Anthropic) or
 * `encrypted` (Responses); plain `reasoning_content` has neither.
 */
export interface ThinkingPart {
  readonly type: "thinking";
  readonly text: string;
  readonly origin: Dialect;
  readonly signature?: string;
  /** Anthropic's redacted thinking, or the encrypted_content of a Responses reasoning item. */
  readonly encrypted?: string;
  /** Responses: id of the reasoning item, and whether `text` is its summary. */
  readonly itemId?: string;
  readonly isSummary?: boolean;
}

export interface ToolCallPart extends Markable {
  readonly type: "tool-call";
  readonly id: string;
  readonly name: string;
  /** "custom" takes free text, "function" a JSON object. */
  readonly kind: "function" | "custom";
  /** JSON text of the arguments, in the model's own spelling, or the free text. "" means none. */
  readonly input: string;
  readonly namespace?: string;
  /** Responses: id of the item, which is not the id of the call. */
  readonly itemId?: string;
}

export interface ToolResultPart extends Markable {
  readonly type: "tool-result";
  readonly callId: string;
  readonly kind: "function" | "custom";
  readonly isError: boolean;
  readonly content: readonly (TextPart | ImagePart | DocumentPart | OpaquePart)[];
}

export interface RefusalPart {
  readonly type: "refusal";
  readonly text: string;
}

/** A tool that the provider ran itself, and what came of it. Never to be answered by the client. */
export interface ServerToolPart {
  readonly type: "server-tool";
  readonly phase: "call" | "result";
  readonly id: string;
  /** "web_search", "web_fetch", "code_execution" ... */
  readonly name: string;
  readonly input: Json;
  readonly dialect: Dialect;
  readonly raw: JsonObject;
}

/** Something that only its own dialect knows; crossing over loses it, and the loss is declared. */
export interface OpaquePart {
  readonly type: "opaque";
  readonly dialect: Dialect;
  /** The dialect's own name for it, for the declaration. */
  readonly name: string;
  readonly raw: JsonObject;
}

export type Part =
  | TextPart
  | ImagePart
  | DocumentPart
  | AudioPart
  | ThinkingPart
  | ToolCallPart
  | ToolResultPart
  | RefusalPart
  | ServerToolPart
  | OpaquePart;
