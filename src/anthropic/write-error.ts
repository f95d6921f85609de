import type { ProviderError, ProviderErrorKind } from "../vocabulary/answer.ts";
import { promptTooLong } from "../vocabulary/context-overflow.ts";
import { sse } from "../vocabulary/sse.ts";

const types: Readonly<Record<ProviderErrorKind, string>> = {
  "invalid-request": "invalid_request_error",
  "context-exceeded": "invalid_request_error",
  authentication: "authentication_error",
  billing: "billing_error",
  permission: "permission_error",
  "not-found": "not_found_error",
  "too-large": "request_too_large",
  "rate-limit": "rate_limit_error",
  quota: "rate_limit_error",
  overloaded: "overloaded_error",
  timeout: "timeout_error",
  server: "api_error",
};

/** The body of an error answer. */
export function writeAnthropicError(error: ProviderError) {
  const { kind, requestId } = error;
  const message = kind === "context-exceeded" ? promptTooLong(error.message) : error.message;
  return {
    type: "error",
    error: { type: types[kind], message },
    ...(requestId === null ? {} : { request_id: requestId }),
  };
}

export function anthropicStatus({ kind, status }: ProviderError): number {
  if (kind === "overloaded") return 529;
  return kind === "context-exceeded" ? 400 : status;
}

/** The last event of a stream that broke. */
export function writeStreamError(error: ProviderError): string {
  return sse("error", JSON.stringify(writeAnthropicError(error)));
}
