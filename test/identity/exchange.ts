import type { Operation } from "../../src/admit/find-endpoint.ts";
import type { WireHeaders } from "../support/http-message.ts";
import type { RawAnswer } from "../support/raw-answer.ts";
import { rawRequest } from "../support/raw-client.ts";
import type { Recording } from "../support/recordings.ts";
import type { Reply } from "../support/reply.ts";
import { type ScriptedUpstream, startUpstream } from "../support/scripted-upstream.ts";
import type { SeenRequest } from "../support/seen-request.ts";
import { type RunningGateway, startGateway } from "../support/start-gateway.ts";

export const paths: Readonly<Record<Operation, string>> = {
  messages: "/v1/messages",
  count_tokens: "/v1/messages/count_tokens",
  chat: "/v1/chat/completions",
  responses: "/v1/responses",
  input_tokens: "/v1/responses/input_tokens",
  compact: "/v1/responses/compact",
};

const operationOfFamily: Readonly<Record<Recording["family"], Operation>> = {
  anthropic: "messages",
  "anthropic-count": "count_tokens",
  "openai-chat": "chat",
  "openai-compatible": "chat",
  "openai-responses": "responses",
};

export function operationOf({ family }: Recording): Operation {
  return operationOfFamily[family];
}

export interface Sent {
  readonly operation: Operation;
  readonly body: Uint8Array | string;
  /** With its "?". */
  readonly query?: string;
  readonly headers?: WireHeaders;
  readonly reply: Reply;
}

export interface Passed {
  /** What the provider got. */
  readonly request: SeenRequest;
  /** What the client got. */
  readonly answer: RawAnswer;
  /** The changes that the gateway names; none when it says "0". */
  readonly mutations: readonly string[];
}

/** A gateway between a client and a provider who both count bytes. */
export interface Line {
  readonly gateway: RunningGateway;
  readonly upstream: ScriptedUpstream;
  pass(sent: Sent): Promise<Passed>;
  stop(): Promise<void>;
}

export async function startLine(): Promise<Line> {
  const upstream = startUpstream();
  const gateway = await startGateway({
    accounts: [
      { name: "anthropic", provider: "anthropic", baseUrl: upstream.url },
      { name: "openai", provider: "openai", baseUrl: upstream.url },
    ],
  });
  return {
    gateway,
    upstream,
    async pass({ operation, body, query = "", headers = [], reply }) {
      upstream.next(reply);
      const before = upstream.requests.length;
      const target = `${paths[operation]}${query}`;
      // Else the answer of an account that fails would be replaced by another's, converted.
      const account =
        operation === "messages" || operation === "count_tokens" ? "anthropic" : "openai";
      const chosen: [string, string][] = [...headers, ["x-codegate-account", account]];
      const answer = await rawRequest(gateway.url, { target, headers: chosen, body });
      const request = upstream.requests[before];
      if (request === undefined) throw new Error(`nothing was sent: ${answer.text()}`);
      const named = answer.header("x-codegate-mutations") ?? "missing";
      return { request, answer, mutations: named === "0" ? [] : named.split(", ") };
    },
    async stop() {
      await gateway.stop();
      await upstream.stop();
    },
  };
}

/** A body of each operation that nobody has a reason to change. */
export function plainBody(operation: Operation, isStream: boolean): string {
  const stream = isStream ? ',"stream":true,"stream_options":{"include_usage":true}' : "";
  const isClaude = operation === "messages" || operation === "count_tokens";
  return `{"model":"${isClaude ? "claude-opus-5-5" : "gpt-5.5"}"${stream}}`;
}

/** The same, the usage of a chat stream not asked for. */
export function silentBody(operation: Operation): string {
  return plainBody(operation, true).replace(/,"stream_options":\{[^}]*\}/, "");
}
