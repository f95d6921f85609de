/** Why the gateway itself says no. Each dialect turns a kind into its own error type. */
export type RefusalKind =
  | "invalid_request"
  | "authentication"
  | "permission"
  | "not_found"
  | "method_not_allowed"
  | "too_large"
  | "upgrade_required"
  | "rate_limit"
  | "over_budget"
  | "bad_gateway"
  | "unavailable"
  | "timeout"
  | "internal";

/** A refusal made by the gateway: what the client is told, in words of the gateway alone. */
export interface Refusal {
  readonly kind: RefusalKind;
  /** A sentence for people: what happened, to which account, what to do. Never a secret. */
  readonly message: string;
  /** Seconds until another try can succeed; sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** False when trying again cannot help: clients are told not to (`x-should-retry`). */
  readonly retryable?: boolean;
  /** What OpenAI's clients look at beside the status, where they do. */
  readonly code?: string;
  readonly param?: string;
}

/** OpenAI's own words for a `previous_response_id` that leads nowhere. */
export const previousNotFound = {
  code: "previous_response_not_found",
  param: "previous_response_id",
} as const;

const statusByKind: Readonly<Record<RefusalKind, number>> = {
  invalid_request: 400,
  authentication: 401,
  permission: 403,
  not_found: 404,
  method_not_allowed: 405,
  too_large: 413,
  upgrade_required: 426,
  rate_limit: 429,
  over_budget: 429,
  internal: 500,
  bad_gateway: 502,
  unavailable: 503,
  timeout: 504,
};

export function statusOf(kind: RefusalKind): number {
  return statusByKind[kind];
}
