/**
 * What providers mean by their own words, where the status does not say it: types, codes and
 * sentences as they were seen from them. `test/unit/attempt/provider-refusals.test.ts` has each in
 * the body that it came in.
 */
import type { RefusalCause } from "./refusal-cause.ts";
import type { ErrorFields } from "./error-fields.ts";

const words: readonly (readonly [cause: RefusalCause, ...types: string[]])[] = [
  // Codex.
  ["quota", "usage_limit_reached", "usage_not_included"],
  // GLM: the hours and the week of a coding plan. MiniMax: those of a token plan.
  ["quota", "1308", "1310", "1316", "base_resp 2056"],
  // GLM: the day of one API; a plan that does not include the model. Qwen: a model's free share.
  ["model quota", "1304", "1311", "AllocationQuota.FreeTierOnly"],
  ["throttle", "base_resp 1002", "base_resp 1039"],
  // Gemini says so with 400 and in the details.
  ["credential", "API_KEY_INVALID", "API_KEY_EXPIRED", "CONSUMER_SUSPENDED"],
  ["credential", "base_resp 1004", "base_resp 2049"],
  // No money: OpenAI and GLM with 429, Anthropic and Qwen with 400, others with 402.
  ["credential", "insufficient_quota", "billing_hard_limit_reached", "billing_not_active"],
  ["credential", "billing_error", "credit_balance_exhausted", "organization_spend_limit_exceeded"],
  ["credential", "project_spend_limit_exceeded", "insufficient_balance", "base_resp 1008"],
  ["credential", "insufficient_balance_error", "exceeded_current_quota_error", "Arrearage", "1113"],
  // GLM: locked accounts, and a plan that has ended.
  ["credential", "1112", "1121", "1309"],
  ["overloaded", "overloaded_error", "engine_overloaded", "server_is_overloaded"],
  // Moonshot, GLM and Mistral say so with 429, Groq with 498.
  ["overloaded", "engine_overloaded_error", "1312", "service_tier_capacity_exceeded"],
  ["overloaded", "capacity_exceeded"],
  // What a filter finds in a request, every account of the provider finds.
  ["request", "content_policy_violation", "data_inspection_failed", "1301"],
  ["request", "base_resp 1026", "base_resp 1027"],
];

const causeByWord: ReadonlyMap<string, RefusalCause> = new Map(
  words.flatMap(([cause, ...types]) => types.map((type) => [type, cause] as const)),
);

interface Sentence {
  readonly cause: RefusalCause;
  /** Statuses with which it means that: elsewhere it may stand in a quotation. */
  readonly statuses: readonly number[];
  readonly pattern: RegExp;
}

/** Google names the quota that is used up, such as `GenerateRequestsPerDayPerProjectPerModel`. */
const dailyQuota = /PerDay/;

/** Alibaba's limit of tokens a minute comes in OpenAI's words for an empty account. */
const minuteInWordsOfMoney = /#token-limit\b|^Throttling\b/;

const sentences: readonly Sentence[] = [
  {
    cause: "request",
    statuses: [403],
    pattern: /\bmoderation\b|\bflagged\b|\bcontent violates\b/i,
  },
  {
    cause: "credential",
    statuses: [400, 402, 403, 412, 429, 500],
    pattern: /credit balance is too low|insufficient (?:account )?(?:balance|credits|funds)/i,
  },
  {
    cause: "credential",
    statuses: [400, 412],
    pattern:
      /^(?:incorrect api key|api key not valid|api key expired|this organization has been disabled)|^account \S+ is suspended/i,
  },
  {
    // Ollama's cloud, Kimi's and MiniMax's plans, and the monthly limit of an Anthropic workspace.
    cause: "quota",
    statuses: [400, 403, 429],
    pattern:
      /\b(?:hourly|session|weekly|monthly)(?: \(7-day\))? usage limit\b|\busage limit (?:exceeded|reached)\b|\breached your specified api usage limits\b/i,
  },
  {
    cause: "model quota",
    statuses: [429],
    pattern: /\bper[- ]day\b|\b(?:daily|weekly|monthly) (?:rate )?(?:limit|quota)\b/i,
  },
  {
    cause: "overloaded",
    statuses: [429],
    pattern: /\boverloaded\b|\bcapacity exceeded\b|\bat capacity\b/i,
  },
];

/** Longest start of a message that is looked at, UTF-16 units. */
const messageLength = 1_000;

/** Null = nothing of it is known; the status decides. */
export function knownCause(error: ErrorFields, status: number): RefusalCause | null {
  const { type, code } = error;
  const text = error.message.slice(0, messageLength);
  if (status === 429 && [text, code].some((each) => minuteInWordsOfMoney.test(each))) {
    return "throttle";
  }
  const worded = causeByWord.get(code) ?? causeByWord.get(type);
  if (worded !== undefined) return worded;
  if (dailyQuota.test(code)) return "model quota";
  const said = sentences.find(
    ({ statuses, pattern }) => statuses.includes(status) && pattern.test(text),
  );
  return said?.cause ?? null;
}
