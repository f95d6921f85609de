// What could go wrong: a vendor's own notation of limits a minute is read as another vendor's.
import { expect, test } from "bun:test";
import type { QuotaWindow } from "../../../src/quota/quota-report.ts";
import {
  classicHeaders,
  dayMs,
  hourMs,
  openaiHeaders,
  quotaTime,
} from "../../support/quota-headers.ts";
import { windowsOf, type Fields } from "../../support/quota-reports.ts";

test("API keys of Anthropic tell what is left a minute", () => {
  expect(windowsOf(classicHeaders)).toEqual({
    requests: {
      scope: "model",
      used: 1 - 3_999 / 4_000,
      remaining: 3_999,
      limit: 4_000,
      resetAt: quotaTime + 1_000,
      lengthMs: 60_000,
      refillsSteadily: true,
    },
    "input-tokens": {
      scope: "model",
      used: 0.75,
      remaining: 500_000,
      limit: 2_000_000,
      resetAt: quotaTime + 45_000,
      lengthMs: 60_000,
      refillsSteadily: true,
    },
    "output-tokens": {
      scope: "model",
      used: 0,
      remaining: 400_000,
      limit: 400_000,
      resetAt: quotaTime,
      lengthMs: 60_000,
      refillsSteadily: true,
    },
    tokens: {
      scope: "model",
      used: 0.625,
      remaining: 900_000,
      limit: 2_400_000,
      resetAt: quotaTime + 45_000,
      lengthMs: 60_000,
      refillsSteadily: true,
    },
  });
});

test("x-ratelimit of OpenAI", () => {
  expect(windowsOf(openaiHeaders)).toEqual({
    requests: {
      scope: "model",
      used: 1 - 4_999 / 5_000,
      remaining: 4_999,
      limit: 5_000,
      resetAt: quotaTime + 12,
      refillsSteadily: true,
    },
    tokens: {
      scope: "model",
      used: 1 - 13_440 / 30_000,
      remaining: 13_440,
      limit: 30_000,
      resetAt: quotaTime + 33_119,
      refillsSteadily: true,
    },
  });
});

const others: [who: string, fields: Fields, name: string, window: Partial<QuotaWindow>][] = [
  [
    "images of OpenAI",
    {
      "x-ratelimit-limit-input-images": "250000",
      "x-ratelimit-remaining-input-images": "249999",
      "x-ratelimit-reset-input-images": "0s",
    },
    "input-images",
    { limit: 250_000, resetAt: quotaTime },
  ],
  [
    "Azure",
    {
      "x-ratelimit-limit-tokens": "250000",
      "x-ratelimit-remaining-tokens": "125000",
      "x-ratelimit-renewalperiod-tokens": "60",
      "x-ratelimit-reset-tokens": "0",
    },
    "tokens",
    { used: 0.5, lengthMs: 60_000, resetAt: quotaTime },
  ],
  [
    "Mistral",
    {
      "x-ratelimit-limit-req-minute": "5",
      "x-ratelimit-remaining-req-minute": "4",
      "x-ratelimit-tokens-query-cost": "68",
    },
    "req-minute",
    { remaining: 4, lengthMs: 60_000 },
  ],
  [
    "Cerebras",
    {
      "x-ratelimit-limit-requests-day": "14400",
      "x-ratelimit-remaining-requests-day": "0",
      "x-ratelimit-reset-requests-day": "33011.382867097855",
    },
    "requests-day",
    { used: 1, lengthMs: dayMs, resetAt: quotaTime + 33_011_383 },
  ],
  [
    "Groq",
    {
      "x-ratelimit-limit-requests": "14400",
      "x-ratelimit-remaining-requests": "14370",
      "x-ratelimit-reset-requests": "2m59.56s",
    },
    "requests",
    { remaining: 14_370, resetAt: quotaTime + 179_560 },
  ],
  [
    "OpenRouter",
    {
      "x-ratelimit-limit": "50",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(quotaTime + 14 * hourMs),
    },
    "requests",
    { used: 1, resetAt: quotaTime + 14 * hourMs },
  ],
  [
    "somebody who sends no limit",
    { "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6m0s" },
    "tokens",
    { used: 1, remaining: 0, resetAt: quotaTime + 360_000 },
  ],
];
test.each(others)("x-ratelimit of %s", (_, fields, name, window) => {
  expect(windowsOf(fields)[name]).toMatchObject(window);
});
