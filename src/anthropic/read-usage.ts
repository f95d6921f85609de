import { mergeUsage, type PartialUsage } from "../usage/partial-usage.ts";
import { readPartialUsage } from "../usage/read-usage.ts";
import type { AnswerUsage } from "../vocabulary/answer.ts";
import { answerUsage } from "../vocabulary/answer-usage.ts";
import { indexOf, isObject, objectOf } from "../vocabulary/json-fields.ts";

/** Joins the usage objects of one answer, which are running totals. */
export interface UsageSum {
  add(usage: unknown): void;
  sum(): AnswerUsage | null;
}

export function sumUsage(): UsageSum {
  let partial: PartialUsage | null = null;
  let calls: Readonly<Record<string, number>> = {};
  return {
    add(usage) {
      if (!isObject(usage)) return;
      partial = mergeUsage(partial, readPartialUsage("anthropic-messages", usage));
      calls = { ...calls, ...serverToolCalls(usage["server_tool_use"]) };
    },
    sum: () => answerUsage(partial, calls),
  };
}

/** `{web_search_requests: 2}` as `{web_search: 2}`. */
function serverToolCalls(value: unknown): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, count] of Object.entries(objectOf(value))) {
    const calls = indexOf(count);
    if (name.endsWith("_requests") && calls !== null) counts[name.slice(0, -9)] = calls;
  }
  return counts;
}
