/** Header sets about quotas in the shapes that providers really send. */

/** 2026-11-22 10:00:00 UTC. */
export const quotaTime = Date.UTC(2026, 10, 22, 10);

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** Seconds since the epoch of a time so many milliseconds after `quotaTime`. */
export function epochSeconds(afterMs: number): string {
  return String((quotaTime + afterMs) / 1_000);
}

const unified = "anthropic-ratelimit-unified-";

/** Adds the prefix of Anthropic's subscription accounts to every name. */
export function unifiedHeaders(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [`${unified}${name}`, value]),
  );
}

const windows = {
  status: "allowed",
  "5h-status": "allowed",
  "5h-utilization": "0.42",
  "5h-reset": epochSeconds(2 * hourMs),
  "7d-status": "allowed",
  "7d-utilization": "0.61",
  "7d-reset": epochSeconds(3 * dayMs),
  "representative-claim": "five_hour",
  reset: epochSeconds(2 * hourMs),
  "fallback-percentage": "0.5",
} as const;

/** A subscription account on an ordinary day: five hours 42 % used, week 61 %, no paid use. */
export const quietDay = {
  ...windows,
  "overage-status": "rejected",
  "overage-disabled-reason": "org_level_disabled",
} as const;

/** The week is used up and nothing may be charged. */
export const weekUsedUp = {
  ...quietDay,
  status: "rejected",
  "representative-claim": "seven_day",
  reset: epochSeconds(3 * dayMs),
  "7d-status": "rejected",
  "7d-utilization": "1.0",
  "overage-disabled-reason": "out_of_credits",
} as const;

/** The bucket of one model is used up; the account's own windows are fine. */
export const modelUsedUp = {
  ...quietDay,
  status: "rejected",
  "representative-claim": "seven_day_overage_included",
  reset: epochSeconds(4 * dayMs),
  "7d_oi-status": "rejected",
  "7d_oi-utilization": "1.02",
  "7d_oi-reset": epochSeconds(4 * dayMs),
} as const;

/** The five hours are used up, and the answer is a 200 that is charged beyond the plan. */
export const chargedBeyondPlan = {
  ...windows,
  status: "rejected",
  "5h-status": "rejected",
  "5h-utilization": "1.0",
  "overage-status": "allowed",
  "overage-reset": epochSeconds(9 * dayMs),
  "overage-utilization": "0.08",
  "overage-in-use": "true",
} as const;

/** A seat that is billed by use: there is no plan and nothing to go beyond. */
export const billedByUse = {
  status: "allowed",
  "representative-claim": "overage",
  reset: epochSeconds(9 * dayMs),
  "overage-status": "allowed",
  "overage-reset": epochSeconds(9 * dayMs),
  "overage-utilization": "0.25",
} as const;

/** An account with an API key of Anthropic. */
export const classicHeaders = {
  "anthropic-ratelimit-requests-limit": "4000",
  "anthropic-ratelimit-requests-remaining": "3999",
  "anthropic-ratelimit-requests-reset": "2026-11-22T10:00:01Z",
  "anthropic-ratelimit-input-tokens-limit": "2000000",
  "anthropic-ratelimit-input-tokens-remaining": "500000",
  "anthropic-ratelimit-input-tokens-reset": "2026-11-22T10:00:45Z",
  "anthropic-ratelimit-output-tokens-limit": "400000",
  "anthropic-ratelimit-output-tokens-remaining": "400000",
  "anthropic-ratelimit-output-tokens-reset": "2026-11-22T10:00:00Z",
  "anthropic-ratelimit-tokens-limit": "2400000",
  "anthropic-ratelimit-tokens-remaining": "900000",
  "anthropic-ratelimit-tokens-reset": "2026-11-22T10:00:45Z",
} as const;

export const openaiHeaders = {
  "x-ratelimit-limit-requests": "5000",
  "x-ratelimit-remaining-requests": "4999",
  "x-ratelimit-reset-requests": "12ms",
  "x-ratelimit-limit-tokens": "30000",
  "x-ratelimit-remaining-tokens": "13440",
  "x-ratelimit-reset-tokens": "33.119s",
} as const;

/** A ChatGPT plan, five hours and a week, with a bucket of its own for one model. */
export const codexHeaders = {
  "x-codex-active-limit": "premium",
  "x-codex-plan-type": "pro",
  "x-codex-primary-used-percent": "12.5",
  "x-codex-primary-window-minutes": "300",
  "x-codex-primary-reset-after-seconds": "7200",
  "x-codex-primary-reset-at": epochSeconds(2 * hourMs),
  "x-codex-secondary-used-percent": "80",
  "x-codex-secondary-window-minutes": "10080",
  "x-codex-secondary-reset-after-seconds": "172800",
  "x-codex-secondary-reset-at": epochSeconds(2 * dayMs),
  "x-codex-primary-over-secondary-limit-percent": "0",
  "x-codex-bengalfox-limit-name": "GPT-5.3-Codex-Spark",
  "x-codex-bengalfox-primary-used-percent": "0",
  "x-codex-bengalfox-primary-window-minutes": "300",
  "x-codex-bengalfox-primary-reset-after-seconds": "18000",
  "x-codex-bengalfox-secondary-used-percent": "100",
  "x-codex-bengalfox-secondary-window-minutes": "10080",
  "x-codex-bengalfox-secondary-reset-after-seconds": "457949",
  "x-codex-credits-has-credits": "False",
  "x-codex-credits-unlimited": "False",
  "x-codex-credits-balance": "",
} as const;

/** What every answer has besides. */
export const otherHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  date: "Sun, 22 Nov 2026 10:00:00 GMT",
  server: "cloudflare",
  via: "1.1 google",
  vary: "Accept-Encoding",
  "cache-control": "no-cache",
  "cf-cache-status": "DYNAMIC",
  "cf-ray": "8f0a0b0c0d0e0f00-FRA",
  "request-id": "req_011CVcGs4r7tAFApcmMDaCBC",
  "anthropic-organization-id": "00000000-0000-4000-8000-000000000000",
  "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
  "x-envoy-upstream-service-time": "1250",
  "x-robots-tag": "none",
} as const;
