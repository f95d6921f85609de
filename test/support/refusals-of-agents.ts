/** What the providers of coding agents were seen to answer when they refuse. */
import { unifiedHeaders } from "./quota-headers.ts";
import {
  by,
  chatError,
  hour,
  messagesError,
  minute,
  now,
  type SeenRefusal,
} from "./refusal-shapes.ts";

const unified = (claim: string, afterMs: number) =>
  unifiedHeaders({
    status: "rejected",
    "representative-claim": claim,
    reset: String((now + afterMs) / 1_000),
    "overage-status": "rejected",
  });

const anthropic = by("anthropic", [
  {
    what: "five hours of a subscription",
    status: 429,
    headers: { ...unified("five_hour", hour), "retry-after": "3600" },
    body: messagesError("rate_limit_error", "This request would exceed your account's rate limit."),
    cause: "quota",
    waitMs: hour,
    says: "rate limit",
  },
  {
    what: "the week of one model",
    status: 429,
    headers: unified("seven_day_opus", 50 * hour),
    body: messagesError("rate_limit_error", "This request would exceed your account's rate limit."),
    cause: "model quota",
    waitMs: 50 * hour,
    says: "rate limit",
  },
  {
    what: "input tokens a minute of a key",
    status: 429,
    headers: { "retry-after": "18", "anthropic-ratelimit-input-tokens-remaining": "0" },
    body: messagesError("rate_limit_error", "This request would exceed the rate limit for ..."),
    cause: "throttle",
    waitMs: 18_000,
    says: "exceed the rate limit",
  },
  {
    what: "a long context that the plan does not have",
    status: 429,
    body: messagesError("rate_limit_error", "Extra usage is required for long context requests."),
    cause: "request",
    says: "Extra usage",
  },
  {
    what: "no credit, with 400",
    status: 400,
    body: messagesError("invalid_request_error", "Your credit balance is too low to access ..."),
    cause: "credential",
    says: "credit balance",
  },
  {
    what: "an organization that was closed, with 400",
    status: 400,
    body: messagesError("invalid_request_error", "This organization has been disabled."),
    cause: "credential",
    says: "disabled",
  },
  {
    what: "the monthly limit of a workspace, with 400",
    status: 400,
    body: messagesError(
      "invalid_request_error",
      "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.",
    ),
    cause: "quota",
    waitMs: 36 * hour,
    says: "regain access",
  },
  {
    what: "a token that was taken back",
    status: 403,
    body: messagesError("permission_error", "OAuth token has been revoked."),
    cause: "credential",
    says: "revoked",
  },
  {
    what: "overload",
    status: 529,
    headers: { "x-should-retry": "true" },
    body: messagesError("overloaded_error", "Overloaded"),
    cause: "overloaded",
    waitMs: null,
    says: "Overloaded",
  },
  {
    what: "a prompt that is too long",
    status: 400,
    body: messagesError(
      "invalid_request_error",
      "prompt is too long: 208310 tokens > 200000 maximum",
    ),
    cause: "request",
    says: "too long",
  },
]);

const openai = by("openai", [
  {
    what: "a wrong key",
    status: 401,
    body: chatError(
      "invalid_request_error",
      "invalid_api_key",
      "Incorrect API key provided: sk-***.",
    ),
    cause: "credential",
    says: "Incorrect API key",
  },
  {
    what: "tokens a minute, the wait in the words alone",
    status: 429,
    headers: { "x-ratelimit-remaining-tokens": "0" },
    body: chatError(
      "tokens",
      "rate_limit_exceeded",
      "Rate limit reached for gpt-5.5 on tokens per min (TPM): Limit 30000. Please try again in 1.52s.",
    ),
    cause: "throttle",
    waitMs: 1_520,
    says: "tokens per min",
  },
  {
    what: "requests a day",
    status: 429,
    body: chatError(
      "requests",
      "rate_limit_exceeded",
      "Rate limit reached for gpt-5.5 on requests per day (RPD): Limit 200. Please try again in 7m12s.",
    ),
    cause: "model quota",
    waitMs: 7 * minute + 12_000,
    says: "requests per day",
  },
  {
    what: "no money",
    status: 429,
    body: chatError("insufficient_quota", "insufficient_quota", "You exceeded your current quota."),
    cause: "credential",
    says: "current quota",
  },
  {
    what: "the monthly limit of a project",
    status: 429,
    body: chatError("insufficient_quota", "project_spend_limit_exceeded", "Spend limit."),
    cause: "credential",
    says: "Spend",
  },
  {
    what: "too many at once, with 503",
    status: 503,
    body: chatError("service_unavailable_error", "slow_down", "Slow down"),
    cause: "overloaded",
    says: "Slow down",
  },
]);

const codex = by("openai_sub", [
  {
    what: "a window of the plan",
    status: 429,
    headers: { "x-codex-primary-used-percent": "100" },
    body: {
      error: {
        type: "usage_limit_reached",
        message: "The usage limit has been reached",
        plan_type: "plus",
        resets_at: now / 1_000 + 13_872,
        resets_in_seconds: 13_872,
      },
    },
    cause: "quota",
    waitMs: 13_872_000,
    says: "usage limit",
  },
  {
    what: "a token that has ended",
    status: 401,
    body: { detail: "Could not parse your authentication token. Please try signing in again." },
    cause: "credential",
    says: "signing in again",
  },
  {
    what: "a model that is full",
    status: 429,
    body: { error: { message: "Selected model is at capacity. Please try a different model." } },
    cause: "overloaded",
    says: "capacity",
  },
]);

const router = by("openrouter", [
  {
    what: "free models a day; the reset in the metadata",
    status: 429,
    body: {
      error: {
        message: "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 a day",
        code: 429,
        metadata: {
          headers: { "X-RateLimit-Reset": String(now + 12 * hour) },
          provider_name: null,
        },
      },
    },
    cause: "model quota",
    waitMs: 12 * hour,
    says: "free-models-per-day",
  },
  {
    what: "a provider behind it is busy",
    status: 429,
    body: { error: { message: "Provider returned error", code: 429, metadata: { raw: "busy" } } },
    cause: "throttle",
    says: "Provider returned",
  },
  {
    what: "too little credit",
    status: 402,
    body: {
      error: { message: "This request requires more credits, or fewer max_tokens.", code: 402 },
    },
    cause: "credential",
    says: "more credits",
  },
  {
    what: "a filter has found something",
    status: 403,
    body: {
      error: {
        code: 403,
        message: "The chosen model requires moderation and your input was flagged",
        metadata: { reasons: ["violence"], flagged_input: "..." },
      },
    },
    cause: "request",
    says: "flagged",
  },
  {
    what: "an error inside 200",
    status: 200,
    body: { error: { code: 502, message: "Upstream error" } },
    cause: "server",
    says: "Upstream",
  },
]);

export const refusalsOfAgents: readonly SeenRefusal[] = [
  ...anthropic,
  ...openai,
  ...codex,
  ...router,
];
