import type { AnswerUsage } from "../vocabulary/answer.ts";
import { sumTokens } from "../vocabulary/answer-usage.ts";

/** OpenAI counts caches within the prompt and reasoning within the output. Null = unknown. */
export function writeUsage(usage: AnswerUsage | null): object | null {
  const sums = sumTokens(usage);
  if (sums === null) return null;
  const { prompt, cacheRead, cacheWrite, output } = sums;
  const reasoning = usage?.reasoning ?? null;
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWrite },
    ...(reasoning === null ? {} : { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}
