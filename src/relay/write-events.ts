/** The few events that the gateway itself adds to a stream, in the client's dialect. */
import type { Dialect } from "../base/dialect.ts";

const encoder = new TextEncoder();

/** Keep-alives that each dialect's clients skip: Anthropic has an event for it, others a comment. */
const pings: Readonly<Record<Dialect, Uint8Array>> = {
  "anthropic-messages": encoder.encode('event: ping\ndata: {"type": "ping"}\n\n'),
  "openai-chat": encoder.encode(": ping\n\n"),
  "openai-responses": encoder.encode(": ping\n\n"),
};

export function pingEvent(dialect: Dialect): Uint8Array {
  return pings[dialect];
}

/** Before an answer has begun: a comment, because some clients take no event before the first. */
export const keepWaiting: Uint8Array = pings["openai-chat"];

/** Lines that every client skips, as one block between events. */
export function commentLines(lines: readonly string[]): string {
  return `${lines.map((line) => `: ${line}\n`).join("")}\n`;
}

export interface StreamErrorInput {
  readonly dialect: Dialect;
  readonly message: string;
  readonly requestId: string;
  /** Events the client has had: the Responses dialect numbers its events. */
  readonly frames: number;
}

/** The event that tells a client, in its own dialect, that the answer ends here and is not whole. */
export function streamErrorEvent(input: StreamErrorInput): Uint8Array {
  return encoder.encode(writers[input.dialect](input));
}

const writers: Readonly<Record<Dialect, (input: StreamErrorInput) => string>> = {
  "anthropic-messages": ({ message, requestId }) =>
    sse("error", {
      type: "error",
      error: { type: "api_error", message },
      request_id: requestId,
    }),
  "openai-chat": ({ message }) =>
    sse(null, { error: { message, type: "server_error", param: null, code: "upstream_error" } }),
  // The reference has the fields in the event itself, the provider sends them in `error` (seen in
  // recordings), and clients read the one or the other.
  "openai-responses": ({ message, frames }) => {
    const fields = { code: "server_error", message, param: null };
    const error = { type: "server_error", ...fields };
    return sse("error", { type: "error", sequence_number: frames, ...fields, error });
  },
};

function sse(event: string | null, data: unknown): string {
  const name = event === null ? "" : `event: ${event}\n`;
  return `${name}data: ${JSON.stringify(data)}\n\n`;
}
