import type { Envelope } from "../usage/read-served.ts";

/** What one event of a stream means for the gateway, whatever its dialect. */
export type FrameMeaning =
  /** Nothing yet: comments, pings, announcements. */
  | "preamble"
  /** Something the client is waiting for. */
  | "content"
  /** The dialect's own end of a good stream. */
  | "end"
  /** The provider reports a failure inside the stream. */
  | "error";

export interface FrameFacts {
  readonly meaning: FrameMeaning;
  /** The provider's usage object, as it stands in the event. */
  readonly usage?: unknown;
  /** Who serves and how, where the event says it. */
  readonly envelope?: Envelope;
  /** A call of a tool that the provider runs has been made. */
  readonly serverTool?: string | null;
  /** The provider's error, for people; only with meaning "error". */
  readonly error?: StreamError;
  /** Signed thinking begins, which only its account can read again. */
  readonly hasThinking?: boolean;
  /** The end itself holds an answer; only with meaning "end". */
  readonly hasAnswer?: boolean;
  /** The choice has ended: a stream may stop here without a terminator. */
  readonly finished?: boolean;
}

export interface StreamError {
  readonly type: string;
  /** Left out where it says nothing that the type does not. */
  readonly code?: string;
  readonly message: string;
}

/** Reads the facts of an event. Most events answer without their JSON being parsed. */
export type FrameReader = (frame: Uint8Array) => FrameFacts;

export const preamble: FrameFacts = { meaning: "preamble" };
export const content: FrameFacts = { meaning: "content" };

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The error object of any provider as type, code and message; all may be missing there. */
export function readStreamError(value: unknown): StreamError {
  if (typeof value === "string") return { type: "error", message: value };
  if (!isRecord(value)) return { type: "error", message: "" };
  const code = wordOf(value["code"]);
  const type = wordOf(value["type"]) ?? code ?? "error";
  const { message } = value;
  return {
    type,
    ...(code !== null && code !== type && { code }),
    message: typeof message === "string" ? message : "",
  };
}

/** Codes are numbers at some providers, OpenRouter's among them. */
function wordOf(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value : null;
}
