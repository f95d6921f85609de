/** The gateway's own errors, each in the shape that the caller's SDK turns into its error class. */
import type { Dialect } from "../base/dialect.ts";
import { statusOf, type Refusal, type RefusalKind } from "../base/refusal.ts";

const anthropicTypes: Readonly<Record<RefusalKind, string>> = {
  invalid_request: "invalid_request_error",
  authentication: "authentication_error",
  permission: "permission_error",
  not_found: "not_found_error",
  method_not_allowed: "invalid_request_error",
  too_large: "request_too_large",
  upgrade_required: "invalid_request_error",
  rate_limit: "rate_limit_error",
  over_budget: "rate_limit_error",
  bad_gateway: "api_error",
  unavailable: "overloaded_error",
  timeout: "timeout_error",
  internal: "api_error",
};

const openAiTypes: Readonly<Record<RefusalKind, { type: string; code: string | null }>> = {
  invalid_request: { type: "invalid_request_error", code: null },
  authentication: { type: "invalid_request_error", code: "invalid_api_key" },
  permission: { type: "invalid_request_error", code: "permission_denied" },
  not_found: { type: "invalid_request_error", code: "not_found" },
  method_not_allowed: { type: "invalid_request_error", code: "method_not_allowed" },
  too_large: { type: "invalid_request_error", code: "request_too_large" },
  upgrade_required: { type: "invalid_request_error", code: "upgrade_required" },
  rate_limit: { type: "requests", code: "rate_limit_exceeded" },
  // The code by which clients know that trying again does not help.
  over_budget: { type: "insufficient_quota", code: "insufficient_quota" },
  bad_gateway: { type: "server_error", code: "bad_gateway" },
  unavailable: { type: "server_error", code: "unavailable" },
  timeout: { type: "server_error", code: "timeout" },
  internal: { type: "server_error", code: "internal_error" },
};

export interface RefuseInput {
  readonly refusal: Refusal;
  readonly dialect: Dialect;
  readonly requestId: string;
  /** The provider's status, when a refusal only replaces its unreadable words. */
  readonly status?: number;
  readonly headers?: Headers | Readonly<Record<string, string>>;
}

export function refuse(input: RefuseInput): Response {
  const { refusal, dialect, requestId } = input;
  const headers = new Headers(input.headers);
  const own = { ...idHeaders(dialect, requestId), ...retryHeaders(refusal) };
  for (const [name, value] of Object.entries(own)) headers.set(name, value);
  headers.set("content-type", "application/json");
  return Response.json(errorBody(refusal, dialect, requestId), {
    status: input.status ?? statusOf(refusal.kind),
    headers,
  });
}

export function errorBody(
  { kind, message, code, param }: Refusal,
  dialect: Dialect,
  requestId: string,
): unknown {
  if (dialect === "anthropic-messages") {
    return {
      type: "error",
      error: { type: anthropicTypes[kind], message },
      request_id: requestId,
    };
  }
  const { type, code: usual } = openAiTypes[kind];
  return { error: { message, param: param ?? null, type, code: code ?? usual } };
}

/** Where each SDK looks for the request's id. */
function idHeaders(dialect: Dialect, requestId: string): Record<string, string> {
  const name = dialect === "anthropic-messages" ? "request-id" : "x-request-id";
  return { [name]: requestId, "x-codegate-request-id": requestId };
}

function retryHeaders({ retryAfterSeconds, retryable }: Refusal): Record<string, string> {
  return {
    ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    // Both official SDKs and Claude Code stop retrying when they see it.
    ...(retryable === false ? { "x-should-retry": "false" } : {}),
  };
}
