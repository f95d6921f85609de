/** What could go wrong: a minute's throttle parks an account for days, or a client's mistake does. */
import { expect, test } from "bun:test";
import { classifyRefusal } from "../../../src/attempt/classify-refusal.ts";
import type { RefusalCause } from "../../../src/attempt/refusal-cause.ts";
import type { ErrorFields } from "../../../src/attempt/error-fields.ts";

const now = 1_790_000_000_000;

interface Case {
  readonly name: string;
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly error?: Partial<ErrorFields>;
  readonly isAnthropic?: boolean;
  readonly cause: RefusalCause;
  readonly waitMs?: number | null;
}

const hour = 3_600;
const unified = (claim: string, more: Record<string, string> = {}) => ({
  "anthropic-ratelimit-unified-status": "rejected",
  "anthropic-ratelimit-unified-representative-claim": claim,
  "anthropic-ratelimit-unified-reset": String(now / 1_000 + hour),
  ...more,
});

const cases: readonly Case[] = [
  {
    name: "Claude: five-hour window used up",
    status: 429,
    headers: unified("five_hour", { "retry-after": "3600" }),
    error: { type: "rate_limit_error" },
    cause: "quota",
    waitMs: hour * 1_000,
  },
  {
    name: "Claude: week used up",
    status: 429,
    headers: unified("seven_day"),
    cause: "quota",
    waitMs: hour * 1_000,
  },
  {
    name: "Claude: the week of one model used up",
    status: 429,
    headers: unified("seven_day_opus"),
    cause: "model quota",
    waitMs: hour * 1_000,
  },
  {
    name: "Claude API: tokens a minute",
    status: 429,
    headers: { "retry-after": "12", "anthropic-ratelimit-tokens-remaining": "0" },
    error: { type: "rate_limit_error" },
    cause: "throttle",
    waitMs: 12_000,
  },
  {
    name: "Claude: no limit header at all",
    status: 429,
    error: { type: "rate_limit_error", message: "Extra usage is required for long context" },
    isAnthropic: true,
    cause: "request",
    waitMs: null,
  },
  {
    name: "a server that uses Claude's word: no limit header at all",
    status: 429,
    error: { type: "rate_limit_error", message: "Too many requests" },
    cause: "throttle",
    waitMs: null,
  },
  {
    name: "Claude: allowed by its windows, throttled all the same",
    status: 429,
    headers: { "anthropic-ratelimit-unified-status": "allowed" },
    error: { type: "rate_limit_error" },
    cause: "throttle",
    waitMs: null,
  },
  {
    name: "Codex: window used up, seconds given",
    status: 429,
    headers: { "x-codex-primary-used-percent": "100" },
    error: { type: "usage_limit_reached", resetsInSeconds: 13_872, resetsAt: now / 1_000 + 1 },
    cause: "quota",
    waitMs: 13_872_000,
  },
  {
    name: "Codex: window used up, only the instant given",
    status: 429,
    error: { type: "usage_limit_reached", resetsAt: now / 1_000 + 60 },
    cause: "quota",
    waitMs: 60_000,
  },
  {
    name: "OpenAI: requests a minute",
    status: 429,
    headers: { "retry-after": "7", "x-ratelimit-remaining-requests": "0" },
    error: { type: "requests", code: "rate_limit_exceeded" },
    cause: "throttle",
    waitMs: 7_000,
  },
  {
    name: "OpenAI: milliseconds",
    status: 429,
    headers: { "retry-after-ms": "250", "retry-after": "1" },
    error: { type: "tokens", code: "rate_limit_exceeded" },
    cause: "throttle",
    waitMs: 250,
  },
  {
    name: "OpenAI: no money",
    status: 429,
    error: { type: "insufficient_quota", code: "insufficient_quota" },
    cause: "credential",
    waitMs: null,
  },
  {
    name: "any: a wait of hours is a quota",
    status: 429,
    headers: { "retry-after": "7200" },
    cause: "quota",
    waitMs: hour * 1_000,
  },
  { name: "any: 429 without a word", status: 429, cause: "throttle", waitMs: null },
  {
    name: "Anthropic: overloaded",
    status: 529,
    error: { type: "overloaded_error" },
    cause: "overloaded",
    waitMs: null,
  },
  {
    name: "overloaded with another status",
    status: 500,
    error: { type: "overloaded_error" },
    cause: "overloaded",
  },
  {
    name: "503 with Retry-After",
    status: 503,
    headers: { "retry-after": "3" },
    cause: "overloaded",
    waitMs: 3_000,
  },
  { name: "500", status: 500, error: { type: "api_error" }, cause: "server", waitMs: null },
  { name: "502", status: 502, cause: "server" },
  { name: "504", status: 504, cause: "server" },
  { name: "520 of an edge", status: 520, cause: "server" },
  { name: "408", status: 408, cause: "server" },
  { name: "401", status: 401, error: { type: "authentication_error" }, cause: "credential" },
  { name: "402", status: 402, error: { code: "insufficient_balance" }, cause: "credential" },
  { name: "403", status: 403, error: { type: "permission_error" }, cause: "credential" },
  {
    name: "Anthropic: 400 that means no money",
    status: 400,
    error: {
      type: "invalid_request_error",
      message: "Your credit balance is too low to access the Anthropic API.",
    },
    cause: "credential",
  },
  { name: "400", status: 400, error: { type: "invalid_request_error" }, cause: "request" },
  { name: "404", status: 404, error: { code: "model_not_found" }, cause: "request" },
  { name: "413", status: 413, cause: "request" },
  { name: "422", status: 422, cause: "request" },
];

test.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => {
  const error = { type: "", code: "", message: "", resetsAt: null, resetsInSeconds: null };
  const { status, headers = {}, isAnthropic = false, cause, waitMs } = each;
  const own = { status, headers: new Headers(headers), isAnthropic };
  const facts = { ...own, error: { ...error, ...each.error } };
  const refused = classifyRefusal(facts, now);
  expect(refused.cause).toBe(cause);
  if (waitMs !== undefined) expect(refused.waitMs).toBe(waitMs);
});
