/** Errors as both of OpenAI's dialects have them. */
import type { ProviderError, ProviderErrorKind } from "./answer.ts";

const words: Readonly<Record<ProviderErrorKind, { type: string; code: string | null }>> = {
  "invalid-request": { type: "invalid_request_error", code: null },
  "context-exceeded": { type: "invalid_request_error", code: "context_length_exceeded" },
  authentication: { type: "invalid_request_error", code: "invalid_api_key" },
  billing: { type: "insufficient_quota", code: "billing_not_active" },
  permission: { type: "invalid_request_error", code: "permission_denied" },
  "not-found": { type: "invalid_request_error", code: "model_not_found" },
  "too-large": { type: "invalid_request_error", code: "request_too_large" },
  "rate-limit": { type: "requests", code: "rate_limit_exceeded" },
  quota: { type: "insufficient_quota", code: "insufficient_quota" },
  overloaded: { type: "server_error", code: "server_is_overloaded" },
  timeout: { type: "server_error", code: "timeout" },
  server: { type: "server_error", code: "server_error" },
};

/** What stands under `error`. */
export function openAiError({ kind, message, code, param }: ProviderError) {
  const own = words[kind];
  const isOwnCode = kind === "context-exceeded" || code === null || /^\d+$/.test(code);
  return { message, type: own.type, param, code: isOwnCode ? own.code : code };
}

/** 529 is Anthropic's alone. */
export function openAiStatus({ kind, status }: ProviderError): number {
  if (kind === "overloaded") return 503;
  return kind === "context-exceeded" ? 400 : status;
}
