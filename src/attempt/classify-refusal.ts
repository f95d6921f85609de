/**
 * What a provider's refusal means: the same status says very different things, and each wants
 * something else done (`judge.ts`). Shapes are those seen from the providers; see the tests.
 */
import type { ErrorFields } from "./error-fields.ts";
import type { RefusalCause } from "./refusal-cause.ts";
import { knownCause } from "./known-refusals.ts";
import { retryAfterMs } from "./retry-after.ts";

export interface RefusalFacts {
  readonly status: number;
  readonly headers: Headers;
  /** The error stood inside a success, whose headers say nothing about it. */
  readonly isInside?: boolean;
  /** Anthropic itself said so, and not a server that speaks its dialect or uses its words. */
  readonly isAnthropic?: boolean;
  /** Fields of the provider's error object; empty strings where it has none. */
  readonly error: ErrorFields;
}

export interface Refused {
  readonly cause: RefusalCause;
  /** Milliseconds that the provider asks to be left alone; null = not said. */
  readonly waitMs: number | null;
}

export function classifyRefusal(facts: RefusalFacts, now: number): Refused {
  const { status, headers, error } = facts;
  const asked = retryAfterMs(headers, now);
  if (status === 429) return classifyTooMany(facts, asked, now);
  const known = knownCause(error, status);
  if (known === "quota" || known === "model quota") {
    return { cause: known, waitMs: untilReset(facts, now) ?? asked };
  }
  if (known === "credential" || known === "request") return { cause: known, waitMs: null };
  if (status === 529 || status === 503 || known === "overloaded") {
    return { cause: "overloaded", waitMs: asked };
  }
  if (status === 401 || status === 402 || status === 403) {
    return { cause: "credential", waitMs: null };
  }
  if (status >= 500 || status === 408) return { cause: "server", waitMs: asked };
  return { cause: "request", waitMs: null };
}

/** Longer than this and a 429 without other words is a quota, not a minute's limit. */
const throttleLongestMs = 5 * 60_000;

function classifyTooMany(facts: RefusalFacts, asked: number | null, now: number): Refused {
  const { headers, error } = facts;
  const told = untilReset(facts, now);
  const reset = told ?? asked;
  if (headers.get("anthropic-ratelimit-unified-status") === "rejected") {
    return { cause: isModelClaim(headers) ? "model quota" : "quota", waitMs: reset };
  }
  const known = knownCause(error, 429);
  if (known === "quota" || known === "model quota") return { cause: known, waitMs: reset };
  if (known === "overloaded") return { cause: known, waitMs: asked ?? told };
  if (known === "credential" || known === "request") return { cause: known, waitMs: null };
  if (isAboutRequest(facts)) return { cause: "request", waitMs: null };
  const waitMs = asked ?? told;
  return { cause: (waitMs ?? 0) > throttleLongestMs ? "quota" : "throttle", waitMs };
}

function untilReset({ headers, error }: RefusalFacts, now: number): number | null {
  if (error.resetsInSeconds !== null) return error.resetsInSeconds * 1_000;
  const unified = Number(headers.get("anthropic-ratelimit-unified-reset") ?? Number.NaN);
  const seconds = error.resetsAt ?? (Number.isFinite(unified) ? unified : null);
  return seconds === null ? null : Math.max(0, seconds * 1_000 - now);
}

/** Claims such as `seven_day_opus`; `five_hour`, `seven_day` and `overage` are the account's. */
function isModelClaim(headers: Headers): boolean {
  const claim = headers.get("anthropic-ratelimit-unified-representative-claim") ?? "";
  return /^(?:five_hour|seven_day)_/.test(claim);
}

/**
 * Anthropic answers 429 without Retry-After and without any rate limit header when the request
 * itself is the problem (a long context that the plan does not include, a client that is not
 * entitled): another account, or another try, gets the same. Other servers use the same word for
 * their limits, many of them without a header.
 */
function isAboutRequest({ headers, error, isInside, isAnthropic }: RefusalFacts): boolean {
  if (isAnthropic !== true || isInside === true) return false;
  if (error.type !== "rate_limit_error") return false;
  let hasLimitHeader = headers.has("retry-after");
  headers.forEach((_, name) => {
    if (name.startsWith("anthropic-ratelimit-")) hasLimitHeader = true;
  });
  return !hasLimitHeader;
}
