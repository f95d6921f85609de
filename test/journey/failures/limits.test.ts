// What could go wrong: the kinds of 429 are mixed up, so that a week's quota is tried every two
// seconds, a minute's limit parks an account for a day, or one model's bucket stops all others.
import { errorBody, type ProviderError } from "../../support/errors.ts";
import { testFailures, type Failure } from "../../support/failures.ts";
import { json } from "../../support/reply.ts";
import { unifiedHeaders } from "../../support/quota-headers.ts";

type Fields = Readonly<Record<string, string>>;

interface Limit extends Pick<Failure, "what" | "outcome" | "rest" | "dialects" | "attemptsAlone"> {
  readonly status?: number;
  /** Made when the account is asked: times in them are relative to now. */
  readonly headers?: () => Fields;
  readonly error?: Partial<ProviderError> & Readonly<Record<string, unknown>>;
  readonly account?: Failure["account"];
  readonly hops?: boolean;
}

function limit({ status = 429, headers, error, account = "rate_limited 1", ...rest }: Limit) {
  const told = { type: "rate_limit_error", message: "Too much.", ...error };
  return {
    ...rest,
    account,
    status,
    does: ({ speech: { dialect } }) => {
      const body = errorBody(dialect, told) as { readonly error: object };
      // Some providers tell the reset in the error itself.
      return json(status, { ...body, error: { ...body.error, ...error } }, headers?.() ?? {});
    },
    alone: status,
  } satisfies Failure;
}

const seconds = (afterMs: number) => String(Math.round((Date.now() + afterMs) / 1_000));
const minute = 60_000;

/** A subscription of Claude that refuses for one of its windows. */
const rejected = (claim: string, afterMs: number) => () =>
  unifiedHeaders({
    status: "rejected",
    "representative-claim": claim,
    reset: seconds(afterMs),
    "overage-status": "rejected",
  });

const quota = { outcome: "quota" } as const;
const throttle = { outcome: "throttle" } as const;
const overloaded = { outcome: "overloaded", account: "unknown 0" } as const;
const claude = { dialects: ["anthropic-messages"] } as const;
const openai = { dialects: ["openai-chat", "openai-responses"] } as const;
const retryAfter = (value: string) => () => ({ "retry-after": value });

testFailures([
  // Those that pause come first, so that the others are played meanwhile.
  limit({
    ...throttle,
    what: "no wait is named",
    error: { type: "requests" },
    rest: "account 2",
    attemptsAlone: 2,
  }),
  limit({
    ...throttle,
    what: "no limit is named at all, in Claude's word, by somebody else",
    rest: "account 2",
    attemptsAlone: 2,
  }),
  limit({
    ...throttle,
    what: "Retry-After: soon",
    headers: retryAfter("soon"),
    rest: "account 2",
    attemptsAlone: 2,
    error: { type: "requests" },
  }),
  limit({
    ...throttle,
    what: "Retry-After: -5",
    headers: retryAfter("-5"),
    rest: "account 2",
    attemptsAlone: 2,
    error: { type: "requests" },
  }),
  limit({
    ...throttle,
    what: "Retry-After: 1",
    headers: retryAfter("1"),
    rest: "account 1",
    attemptsAlone: 2,
  }),
  limit({
    ...overloaded,
    what: "500 overloaded_error",
    status: 500,
    error: { type: "overloaded_error" },
    rest: "provider 2",
    attemptsAlone: 2,
  }),
  limit({
    ...overloaded,
    what: "500 engine_overloaded",
    status: 500,
    error: { code: "engine_overloaded" },
    rest: "provider 2",
    attemptsAlone: 2,
    ...openai,
  }),
  limit({
    ...throttle,
    what: "Retry-After: 0",
    headers: retryAfter("0"),
    rest: "account 0",
    attemptsAlone: 2,
  }),
  limit({
    ...throttle,
    what: "a date that is past",
    headers: () => ({ "retry-after": new Date(0).toUTCString() }),
    rest: "account 0",
    attemptsAlone: 2,
  }),
  limit({ ...throttle, what: "Retry-After: 8", headers: retryAfter("8"), rest: "account 8" }),
  limit({ ...throttle, what: "Retry-After: 8.4", headers: retryAfter("8.4"), rest: "account 8" }),
  limit({
    ...throttle,
    what: "retry-after-ms beats Retry-After",
    headers: () => ({ "retry-after-ms": "9200", "retry-after": "40" }),
    rest: "account 9",
  }),
  limit({
    ...throttle,
    what: "a date in a minute",
    headers: () => ({ "retry-after": new Date(Date.now() + minute).toUTCString() }),
    rest: "account (?:59|60)",
  }),
  limit({ ...quota, what: "Retry-After: 1200", headers: retryAfter("1200"), rest: "account 1200" }),
  limit({
    ...quota,
    what: "Retry-After: a day, believed for an hour",
    headers: retryAfter("86400"),
    rest: "account 3600",
  }),
  limit({
    ...claude,
    ...quota,
    what: "five hours used up",
    headers: rejected("five_hour", 90 * minute),
    rest: "account (?:5399|5400|5401)",
  }),
  limit({
    ...claude,
    ...quota,
    what: "week used up",
    headers: rejected("seven_day", 4_320 * minute),
    rest: "account 2(?:59199|59200|59201)",
  }),
  limit({
    ...claude,
    outcome: "model quota",
    what: "week of one model used up",
    headers: rejected("seven_day_opus", 60 * minute),
    rest: "model (?:3599|3600|3601)",
  }),
  limit({
    ...openai,
    ...quota,
    what: "usage_limit_reached, in seconds",
    error: { type: "usage_limit_reached", resets_in_seconds: 5_400 },
    rest: "account 5400",
  }),
  limit({
    ...openai,
    ...quota,
    what: "usage_limit_reached, at a time",
    error: { type: "usage_limit_reached", resets_at: Number(seconds(120 * minute)) },
    rest: "account 7\\d+",
  }),
  limit({
    ...openai,
    what: "insufficient_quota",
    outcome: "credential",
    account: "error 1",
    error: { type: "insufficient_quota", code: "insufficient_quota" },
    rest: "account 15",
  }),
  limit({
    what: "a credit balance too low, with 400",
    status: 400,
    outcome: "credential",
    account: "error 1",
    error: {
      type: "invalid_request_error",
      message: "Your credit balance is too low to access the API.",
    },
    rest: "account 15",
  }),
  limit({
    ...overloaded,
    what: "503 with Retry-After: 20",
    status: 503,
    headers: retryAfter("20"),
    rest: "provider 20",
  }),
  limit({
    ...overloaded,
    what: "529 with Retry-After: 7",
    status: 529,
    headers: retryAfter("7"),
    rest: "provider 7",
  }),
  limit({
    what: "500 with Retry-After: 30",
    status: 500,
    outcome: "server",
    account: "error 1",
    headers: retryAfter("30"),
    rest: "account 30",
  }),
]);
