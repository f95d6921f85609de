/** The same small conversation in every dialect, so that one test can tell one story for all. */
import type { Dialect } from "../../src/base/dialect.ts";
import { anthropicMessage } from "./anthropic-events.ts";
import { chatCompletion } from "./chat-events.ts";
import {
  anthropicText,
  anthropicToolCall,
  chatText,
  chatToolCalls,
  responsesFunctionCall,
  responsesText,
  type ToolCall,
} from "./events.ts";
import type { Part } from "./parts.ts";
import type { RawRequest } from "./raw-client.ts";
import { anthropicRequest, chatRequest, responsesRequest } from "./request-bodies.ts";
import { responsesResponse } from "./responses-events.ts";

export interface Speech {
  readonly dialect: Dialect;
  /** A provider id whose accounts speak the dialect at a base_url of their own. */
  readonly provider: string;
  readonly path: string;
  request(stream: boolean): RawRequest;
  /** Events of a text; the first of them has no content yet, the last one is the terminator. */
  text(words: string | readonly string[]): string[];
  /** Events of a call of a tool. */
  tool(call: ToolCall): string[];
  whole(parts: readonly Part[]): object;
  /** What the gateway sends to keep a silent stream alive. */
  readonly ping: string;
}

const headers = [["content-type", "application/json"]] satisfies RawRequest["headers"];

export const speeches: readonly Speech[] = [
  {
    dialect: "anthropic-messages",
    provider: "anthropic",
    path: "/v1/messages",
    request: (stream) => ({
      method: "POST",
      target: "/v1/messages",
      headers: [...headers, ["anthropic-version", "2023-06-01"]],
      body: JSON.stringify(anthropicRequest({ stream })),
    }),
    text: (words) => anthropicText(words),
    tool: (call) => anthropicToolCall(call),
    whole: (parts) => anthropicMessage(parts),
    ping: 'event: ping\ndata: {"type": "ping"}\n\n',
  },
  {
    dialect: "openai-chat",
    provider: "openai",
    path: "/v1/chat/completions",
    request: (stream) => ({
      method: "POST",
      target: "/v1/chat/completions",
      headers,
      body: JSON.stringify(chatRequest({ stream })),
    }),
    text: (words) => chatText(words),
    tool: (call) => chatToolCalls(call),
    whole: (parts) => chatCompletion(parts),
    ping: ": ping\n\n",
  },
  {
    dialect: "openai-responses",
    provider: "openai",
    path: "/v1/responses",
    request: (stream) => ({
      method: "POST",
      target: "/v1/responses",
      headers,
      body: JSON.stringify(responsesRequest({ stream })),
    }),
    text: (words) => responsesText(words),
    tool: (call) => responsesFunctionCall(call),
    whole: (parts) => responsesResponse(parts),
    ping: ": ping\n\n",
  },
];

/** The speech of a dialect. */
export function speechOf(dialect: Dialect): Speech {
  const speech = speeches.find((each) => each.dialect === dialect);
  if (speech === undefined) throw new Error(`no speech for ${dialect}`);
  return speech;
}

/** A text of some length for streams that only have to take a while. */
export const spokenWords: readonly string[] = Array.from({ length: 20 }, (_, at) => ` word${at}`);
