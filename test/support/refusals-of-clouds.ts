/** What the clouds of vendors were seen to answer when they refuse. */
import { by, chatError, type SeenRefusal } from "./refusal-shapes.ts";

const qwen = by("qwen", [
  {
    what: "tokens a minute, in the words for no money",
    status: 429,
    body: chatError(
      "insufficient_quota",
      "insufficient_quota",
      "You exceeded your current quota, please check your plan and billing details. See https://help.test/error-code#token-limit",
    ),
    cause: "throttle",
    says: "current quota",
  },
  {
    what: "requests a minute",
    status: 429,
    body: chatError("limit_requests", "limit_requests", "You exceeded your current requests list."),
    cause: "throttle",
    says: "requests",
  },
  {
    what: "the free share of a model",
    status: 403,
    body: chatError("AllocationQuota.FreeTierOnly", "AllocationQuota.FreeTierOnly", "Exhausted."),
    cause: "model quota",
    says: "Exhausted",
  },
  {
    what: "bills that were not paid, with 400",
    status: 400,
    body: chatError(
      "Arrearage",
      "Arrearage",
      "Access denied, your account is not in good standing.",
    ),
    cause: "credential",
    says: "good standing",
  },
  {
    what: "words that a filter stops",
    status: 400,
    body: chatError("data_inspection_failed", "data_inspection_failed", "Inappropriate content."),
    cause: "request",
    says: "Inappropriate",
  },
]);

const ollama = by("ollama", [
  {
    what: "the session of a cloud plan",
    status: 429,
    body: { error: "you (someone) have reached your session usage limit, please wait or upgrade" },
    cause: "quota",
    waitMs: null,
    says: "session usage limit",
  },
  {
    what: "the week of a cloud plan",
    status: 429,
    body: { error: "you've reached your weekly usage limit, please wait or upgrade to continue" },
    cause: "quota",
    says: "weekly usage limit",
  },
  {
    what: "a queue that is full",
    status: 503,
    body: { error: "server busy, please try again.  maximum pending requests exceeded" },
    cause: "overloaded",
    says: "server busy",
  },
  {
    what: "a model that is not there",
    status: 404,
    body: { error: { message: "model 'x' not found", type: "not_found_error", code: null } },
    cause: "request",
    says: "not found",
  },
]);

const gemini = by("gemini", [
  {
    what: "a minute's limit in a list, the wait in the details",
    status: 429,
    body: [
      {
        error: {
          code: 429,
          message: "You exceeded your current quota, please check your plan and billing details.",
          status: "RESOURCE_EXHAUSTED",
          details: [
            {
              "@type": "type.googleapis.com/google.rpc.QuotaFailure",
              violations: [{ quotaId: "GenerateRequestsPerMinutePerProjectPerModel-FreeTier" }],
            },
            { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.5s" },
          ],
        },
      },
    ],
    cause: "throttle",
    waitMs: 34_500,
    says: "current quota",
  },
  {
    what: "a day's limit",
    status: 429,
    body: [
      {
        error: {
          code: 429,
          message: "You exceeded your current quota.",
          status: "RESOURCE_EXHAUSTED",
          details: [
            {
              "@type": "type.googleapis.com/google.rpc.QuotaFailure",
              violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }],
            },
            { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "44s" },
          ],
        },
      },
    ],
    cause: "model quota",
    says: "current quota",
  },
  {
    what: "a wrong key, with 400",
    status: 400,
    body: [
      {
        error: {
          code: 400,
          message: "API key not valid. Please pass a valid API key.",
          status: "INVALID_ARGUMENT",
          details: [
            { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" },
          ],
        },
      },
    ],
    cause: "credential",
    says: "API key not valid",
  },
  {
    what: "a field that is wrong",
    status: 400,
    body: [
      { error: { code: 400, message: "Invalid value at 'tools'", status: "INVALID_ARGUMENT" } },
    ],
    cause: "request",
    says: "Invalid value",
  },
  {
    what: "overload",
    status: 503,
    body: [{ error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } }],
    cause: "overloaded",
    says: "overloaded",
  },
]);

export const refusalsOfClouds: readonly SeenRefusal[] = [...qwen, ...ollama, ...gemini];
