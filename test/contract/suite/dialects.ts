import type { Dialect } from "../../../src/base/dialect.ts";
import { anthropicMessage } from "../../support/anthropic-events.ts";
import { chatCompletion } from "../../support/chat-events.ts";
import { anthropicText, chatText, responsesText } from "../../support/events.ts";
import { anthropicRequest, chatRequest, responsesRequest } from "../../support/request-bodies.ts";
import { responsesResponse } from "../../support/responses-events.ts";

/** What a test needs to know of a dialect to talk in it. */
export interface DialectCase {
  readonly dialect: Dialect;
  /** The endpoint's path, version included. */
  readonly path: string;
  /** Kind of account that speaks it. */
  readonly provider: "anthropic" | "openai";
  /** Text of a request's body. */
  request(options?: RequestOptions): string;
  /** Events of a streamed answer. */
  events(text?: string): string[];
  /** Text of a whole answer. */
  whole(text?: string): string;
}

export interface RequestOptions {
  readonly model?: string;
  readonly stream?: boolean;
  readonly extra?: Readonly<Record<string, unknown>>;
}

export const anthropicCase: DialectCase = {
  dialect: "anthropic-messages",
  path: "/v1/messages",
  provider: "anthropic",
  request: (options) => JSON.stringify(anthropicRequest({ stream: false, ...options })),
  events: (text) => anthropicText(text),
  whole: (text = "Hello there.") => JSON.stringify(anthropicMessage([{ text }])),
};

export const chatCase: DialectCase = {
  dialect: "openai-chat",
  path: "/v1/chat/completions",
  provider: "openai",
  request: (options) => JSON.stringify(chatRequest({ stream: false, ...options })),
  events: (text) => chatText(text),
  whole: (text = "Hello there.") => JSON.stringify(chatCompletion([{ text }])),
};

export const responsesCase: DialectCase = {
  dialect: "openai-responses",
  path: "/v1/responses",
  provider: "openai",
  request: (options) => JSON.stringify(responsesRequest({ stream: false, ...options })),
  events: (text) => responsesText(text),
  whole: (text = "Hello there.") => JSON.stringify(responsesResponse([{ text }])),
};

export const dialectCases: readonly DialectCase[] = [anthropicCase, chatCase, responsesCase];
