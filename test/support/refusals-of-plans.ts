/** What providers of coding plans were seen to answer when they refuse. */
import { by, hour, messagesError, type SeenRefusal } from "./refusal-shapes.ts";

const coded = (code: string, message: string) => ({ error: { code, message } });

const glm = by("glm", [
  {
    what: "too many at once",
    status: 429,
    body: coded("1302", "High concurrency usage of this API, please reduce concurrency"),
    cause: "throttle",
    says: "concurrency",
  },
  {
    what: "five hours of the plan, in Beijing's time",
    status: 429,
    body: coded(
      "1308",
      "Usage limit reached for 5 hour. Your limit will reset at 2026-11-29 22:30:00",
    ),
    cause: "quota",
    waitMs: 2.5 * hour,
    says: "5 hour",
  },
  {
    what: "the week of the plan, with a zone",
    status: 429,
    body: coded("1310", "Weekly/Monthly Limit Exhausted. Resets at 2026-12-01T12:00:00Z"),
    cause: "quota",
    waitMs: 48 * hour,
    says: "Weekly",
  },
  {
    what: "the same in Anthropic's dialect",
    status: 429,
    dialect: "anthropic-messages",
    body: messagesError(
      "1308",
      "Usage limit reached for 5 hour. Your limit will reset at 2026-11-29 22:30:00",
    ),
    cause: "quota",
    waitMs: 2.5 * hour,
    says: "5 hour",
  },
  {
    what: "no money, with 429",
    status: 429,
    body: coded("1113", "Insufficient balance or no resource package. Please recharge."),
    cause: "credential",
    says: "recharge",
  },
  {
    what: "a model that the plan does not include",
    status: 429,
    body: coded("1311", "The current subscription plan does not include access to GLM-5"),
    cause: "model quota",
    says: "plan",
  },
  {
    what: "a model that is busy",
    status: 429,
    body: coded("1312", "This model is currently experiencing high traffic"),
    cause: "overloaded",
    says: "traffic",
  },
  {
    what: "words that a filter stops",
    status: 400,
    body: coded("1301", "System detected potentially unsafe or sensitive content in input"),
    cause: "request",
    says: "sensitive",
  },
  {
    what: "a token that has ended",
    status: 401,
    body: coded("1003", "Authentication Token expired"),
    cause: "credential",
    says: "expired",
  },
]);

const minimax = by("minimax", [
  {
    what: "five hours of the plan",
    status: 429,
    dialect: "anthropic-messages",
    body: messagesError(
      "rate_limit_error",
      "usage limit exceeded, 5-hour usage limit reached for Token Plan Starter, resets at 2026-11-29T15:00:00Z (2056)",
    ),
    cause: "quota",
    waitMs: 3 * hour,
    says: "2056",
  },
  {
    what: "no money, with 500",
    status: 500,
    dialect: "anthropic-messages",
    body: messagesError("api_error", "insufficient balance (1008)"),
    cause: "credential",
    says: "1008",
  },
  {
    what: "no money, with 429",
    status: 429,
    body: {
      error: {
        http_code: "429",
        message: "insufficient balance (1008)",
        type: "insufficient_balance_error",
      },
    },
    cause: "credential",
    says: "1008",
  },
  {
    what: "no money, inside 200",
    status: 200,
    body: {
      id: "05",
      choices: null,
      usage: { total_tokens: 0 },
      base_resp: { status_code: 1008, status_msg: "insufficient balance" },
    },
    cause: "credential",
    says: "insufficient balance",
  },
  {
    what: "too many a minute, inside 200",
    status: 200,
    body: { choices: null, base_resp: { status_code: 1002, status_msg: "rate limit" } },
    cause: "throttle",
    says: "rate limit",
  },
  {
    what: "a wrong key, inside 200",
    status: 200,
    body: { choices: null, base_resp: { status_code: 2049, status_msg: "invalid api key" } },
    cause: "credential",
    says: "invalid api key",
  },
  {
    what: "a number that nobody knows, inside 200",
    status: 200,
    body: { choices: null, base_resp: { status_code: 1000, status_msg: "unknown error" } },
    cause: "server",
    says: "unknown error",
  },
]);

const moonshot = by("moonshot", [
  {
    what: "tokens a minute",
    status: 429,
    body: {
      error: {
        type: "rate_limit_reached_error",
        message:
          "Your account proj-1 request reached project TPM rate limit, current: 1410, limit: 100",
      },
    },
    cause: "throttle",
    says: "TPM",
  },
  {
    what: "requests a minute, the wait in the words",
    status: 429,
    body: {
      error: {
        type: "rate_limit_reached_error",
        message: "request reached max request: 3, please try again after 1 seconds",
      },
    },
    cause: "throttle",
    waitMs: 1_000,
    says: "max request",
  },
  {
    what: "no money",
    status: 429,
    body: {
      error: {
        message:
          "Your account org-1 <ak-1> is suspended due to insufficient balance, please recharge",
        type: "exceeded_current_quota_error",
      },
    },
    cause: "credential",
    says: "suspended",
  },
  {
    what: "overload, with 429",
    status: 429,
    body: {
      error: {
        message: "The engine is currently overloaded, please try again later",
        type: "engine_overloaded_error",
      },
    },
    cause: "overloaded",
    says: "overloaded",
  },
  {
    what: "overload in Anthropic's word for a limit",
    status: 429,
    dialect: "anthropic-messages",
    body: messagesError(
      "rate_limit_error",
      "The engine is currently overloaded, please try again later",
    ),
    cause: "overloaded",
    says: "overloaded",
  },
  {
    what: "the week of the plan, with 403",
    status: 403,
    body: {
      error: {
        message:
          "You've reached your weekly (7-day) usage limit. Your quota will reset when the window ends.",
        type: "access_terminated_error",
      },
    },
    cause: "quota",
    waitMs: null,
    says: "weekly",
  },
]);

export const refusalsOfPlans: readonly SeenRefusal[] = [...glm, ...minimax, ...moonshot];
