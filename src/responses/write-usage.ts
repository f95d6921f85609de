import type { AnswerUsage } from "../vocabulary/answer.ts";
import { sumTokens } from "../vocabulary/answer-usage.ts";

/**
 * OpenAI counts caches within the input and reasoning within the output. Clients demand the object
 * and its numbers on every response that has ended, so that unknown counts are 0 here.
 */
export function writeUsage(usage: AnswerUsage | null) {
  const sums = sumTokens(usage) ?? { prompt: 0, cacheRead: 0, cacheWrite: 0, output: 0 };
  const { prompt, cacheRead, cacheWrite, output } = sums;
  return {
    input_tokens: prompt,
    input_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWrite },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: usage?.reasoning ?? 0 },
    total_tokens: prompt + output,
  };
}
