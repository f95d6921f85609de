import type { Usage } from "../base/usage.ts";
import { finishUsage, type PartialUsage } from "../usage/partial-usage.ts";
import type { AnswerUsage } from "./answer.ts";

/** The counts of an answer; null when its provider said nothing at all. */
export function answerUsage(
  partial: PartialUsage | null,
  serverToolCalls: Readonly<Record<string, number>> = {},
): AnswerUsage | null {
  const usage = finishUsage(partial);
  return usage === null ? null : { ...usage, serverToolCalls };
}

/** Counts as the dialects' sums need them: what is unknown adds nothing. */
export interface TokenSums {
  /** Tokens of the prompt, caches included. */
  readonly prompt: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

/** Null when neither prompt nor output is known, so that no zero is made up. */
export function sumTokens(usage: Usage | null): TokenSums | null {
  if (usage === null || (usage.input === null && usage.output === null)) return null;
  const cacheRead = usage.cacheRead ?? 0;
  const cacheWrite = (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0);
  return {
    prompt: (usage.input ?? 0) + cacheRead + cacheWrite,
    cacheRead,
    cacheWrite,
    output: usage.output ?? 0,
  };
}
