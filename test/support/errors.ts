import type { Dialect } from "../../src/base/dialect.ts";

/** What a provider says when it fails. */
export interface ProviderError {
  /** The dialect's own word: "overloaded_error", "rate_limit_error", "server_error"... */
  readonly type: string;
  readonly message: string;
  /** OpenAI only: "context_length_exceeded", "insufficient_quota"... */
  readonly code?: string;
}

/** The body of an answer with an error status. */
export function errorBody(dialect: Dialect, error: ProviderError): object {
  const { type, message, code = null } = error;
  if (dialect === "anthropic-messages") {
    return { type: "error", error: { type, message }, request_id: "req_011TestRequest" };
  }
  return { error: { message, type, param: null, code } };
}

/** The error as an event in a stream that had begun. */
export function errorEvent(dialect: Dialect, error: ProviderError): string {
  const body = errorBody(dialect, error);
  if (dialect === "openai-chat") return `data: ${JSON.stringify(body)}\n\n`;
  const { message, type, code = type } = error;
  const event =
    dialect === "anthropic-messages"
      ? body
      : { type: "error", sequence_number: 3, code, message, param: null };
  return `event: error\ndata: ${JSON.stringify(event)}\n\n`;
}
