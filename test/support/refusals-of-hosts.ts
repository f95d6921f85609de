/** What providers of open models and servers of one's own were seen to answer when they refuse. */
import { by, chatError, hour, minute, type SeenRefusal } from "./refusal-shapes.ts";

const deepseek = by("deepseek", [
  {
    what: "no money",
    status: 402,
    body: chatError("unknown_error", "invalid_request_error", "Insufficient Balance"),
    cause: "credential",
    says: "Insufficient Balance",
  },
  {
    what: "a wrong key",
    status: 401,
    body: chatError("authentication_error", "invalid_request_error", "Authentication Fails"),
    cause: "credential",
    says: "Authentication Fails",
  },
  {
    what: "overload",
    status: 503,
    body: chatError("service_unavailable_error", null, "Service is too busy."),
    cause: "overloaded",
    says: "busy",
  },
]);

const cerebras = by("cerebras", [
  {
    what: "tokens a minute, without an error object",
    status: 429,
    headers: { "retry-after": "12" },
    body: {
      message: "Tokens per minute limit exceeded - too many tokens processed.",
      type: "too_many_tokens_error",
      param: "quota",
      code: "token_quota_exceeded",
    },
    cause: "throttle",
    waitMs: 12_000,
    says: "Tokens per minute",
  },
  {
    what: "tokens a day",
    status: 429,
    headers: { "retry-after": "3000" },
    body: {
      message: "Tokens per day limit exceeded - too many tokens processed.",
      type: "too_many_tokens_error",
      param: "quota",
      code: "token_quota_exceeded",
    },
    cause: "model quota",
    waitMs: 3_000_000,
    says: "Tokens per day",
  },
  {
    what: "a wrong key",
    status: 401,
    body: { message: "Wrong API Key", type: "invalid_request_error", code: "wrong_api_key" },
    cause: "credential",
    says: "Wrong API Key",
  },
]);

const groq = by("groq", [
  {
    what: "tokens a day",
    status: 429,
    headers: { "retry-after": "579" },
    body: chatError(
      "tokens",
      "rate_limit_exceeded",
      "Rate limit reached for model `llama` on tokens per day (TPD): Limit 100000. Please try again in 9m38.016s.",
    ),
    cause: "model quota",
    waitMs: 9 * minute + 38_016,
    says: "tokens per day",
  },
  {
    what: "tokens a minute",
    status: 429,
    headers: { "retry-after": "12" },
    body: chatError(
      "tokens",
      "rate_limit_exceeded",
      "Rate limit reached for model `llama` on tokens per minute (TPM). Please try again in 11.455s.",
    ),
    cause: "throttle",
    waitMs: 12_000,
    says: "tokens per minute",
  },
  {
    what: "no room for flexible requests",
    status: 498,
    body: chatError("capacity", "capacity_exceeded", "Flex tier capacity exceeded"),
    cause: "overloaded",
    says: "capacity",
  },
]);

const xai = by("xai", [
  {
    what: "a wrong key, with 400 and the error as a text",
    status: 400,
    body: {
      code: "Client specified an invalid argument",
      error: "Incorrect API key provided: xa***ys. You can obtain an API key from the console.",
    },
    cause: "credential",
    says: "Incorrect API key",
  },
  {
    what: "a prompt against the rules",
    status: 403,
    body: {
      code: "The caller does not have permission to execute the specified operation",
      error: "Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO",
    },
    cause: "request",
    says: "Content violates",
  },
  {
    what: "no credit",
    status: 403,
    body: {
      code: "The caller does not have permission to execute the specified operation",
      error: "Your team has either used all available credits or reached its spending limit.",
    },
    cause: "credential",
    says: "credits",
  },
]);

const mistral = by("mistral", [
  {
    what: "requests a second, without an error object",
    status: 429,
    body: {
      object: "error",
      message: "Requests rate limit exceeded",
      type: "rate_limited",
      param: null,
      code: "1300",
    },
    cause: "throttle",
    says: "Requests rate limit",
  },
  {
    what: "no room for a model",
    status: 429,
    body: {
      object: "error",
      message: "Service tier capacity exceeded for this model.",
      type: "invalid_request_error",
      param: null,
      code: null,
    },
    cause: "overloaded",
    says: "capacity",
  },
  {
    what: "a wrong key",
    status: 401,
    body: { detail: "Unauthorized" },
    cause: "credential",
    says: "Unauthorized",
  },
  {
    what: "a field that is wrong",
    status: 422,
    body: { detail: [{ loc: ["body", "tools"], msg: "Field required", type: "missing" }] },
    cause: "request",
    says: "Field required",
  },
]);

const together = by("together", [
  {
    what: "requests a minute of a model",
    status: 429,
    headers: { "x-ratelimit-reset": "1" },
    body: chatError(
      "model_rate_limit",
      null,
      "You have reached the rate limit specific to this model",
    ),
    cause: "throttle",
    says: "rate limit",
  },
  {
    what: "no credit",
    status: 402,
    body: chatError("credit_limit", null, "Credit limit exceeded, please add credits"),
    cause: "credential",
    says: "Credit limit",
  },
]);

const fireworks = by("fireworks", [
  {
    what: "an account that was suspended, with 412",
    status: 412,
    body: {
      error: {
        object: "error",
        type: "invalid_request_error",
        code: "PRECONDITION_FAILED",
        message: "Account acme-1 is suspended, possibly due to reaching the monthly spending limit",
      },
    },
    cause: "credential",
    says: "suspended",
  },
  {
    what: "too many at once",
    status: 429,
    body: chatError("rate_limit_exceeded", null, "Rate limit exceeded, please try again later"),
    cause: "throttle",
    says: "Rate limit",
  },
]);

/** Servers that people run themselves: what the common ones say. */
const own = ["lmstudio", "vllm", "llamacpp", "custom"].flatMap((provider) =>
  by(provider, [
    {
      what: "a model that is still being loaded",
      status: 503,
      body: { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
      cause: "overloaded",
      says: "Loading model",
    },
    {
      what: "a prompt that is too long",
      status: 400,
      body: {
        object: "error",
        message: "This model's maximum context length is 8192 tokens.",
        type: "BadRequestError",
        code: 400,
      },
      cause: "request",
      says: "maximum context",
    },
    {
      what: "a wait of hours from a gateway",
      status: 429,
      headers: { "retry-after": "1800" },
      body: "Too many requests",
      cause: "quota",
      waitMs: hour / 2,
      says: "429",
    },
  ]),
);

export const refusalsOfHosts: readonly SeenRefusal[] = [
  ...deepseek,
  ...cerebras,
  ...groq,
  ...xai,
  ...mistral,
  ...together,
  ...fireworks,
  ...own,
];
