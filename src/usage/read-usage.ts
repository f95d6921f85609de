import type { Dialect } from "../base/dialect.ts";
import type { Usage } from "../base/usage.ts";
import { countOf, fieldsOf } from "../base/json-fields.ts";
import { finishUsage, mergeUsage, type PartialUsage } from "./partial-usage.ts";

/** The counts of a whole answer's usage object, or null when it has none that can be read. */
export function readUsage(dialect: Dialect, usage: unknown): Usage | null {
  return finishUsage(readPartialUsage(dialect, usage));
}

/** The counts of a stream from its usage objects, oldest first. */
export function readUsages(dialect: Dialect, usages: readonly unknown[]): Usage | null {
  const partials = usages.map((usage) => readPartialUsage(dialect, usage));
  return finishUsage(partials.reduce(mergeUsage, null));
}

/**
 * What one usage object of a stream says. Join them with `mergeUsage` as they come and turn the
 * result into counts with `finishUsage` at the end. Null when it says nothing.
 */
export function readPartialUsage(dialect: Dialect, usage: unknown): PartialUsage | null {
  const partial = readers[dialect](fieldsOf(usage));
  for (const name in partial) if (partial[name as keyof PartialUsage] !== null) return partial;
  return null;
}

type Fields = Readonly<Record<string, unknown>>;

const readers: Readonly<Record<Dialect, (usage: Fields) => PartialUsage>> = {
  "anthropic-messages": (usage) => addCompactions(readAnthropic(usage), usage["iterations"]),
  "openai-chat": readChat,
  "openai-responses": readResponses,
};

function readAnthropic(usage: Fields): PartialUsage {
  const details = fieldsOf(usage["output_tokens_details"]);
  return {
    freshPrompt: countOf(usage["input_tokens"]),
    wholePrompt: null,
    cacheRead: countOf(usage["cache_read_input_tokens"]),
    ...readWrites(usage, []),
    output: countOf(usage["output_tokens"]),
    reasoning: countOf(details["thinking_tokens"]),
    total: null,
  };
}

/**
 * The tokens of a compaction are billed, and not in the counts beside the list. The list's other
 * entries are in there already, or belong to another model (an advisor) and thus to another price.
 */
function addCompactions(partial: PartialUsage, iterations: unknown): PartialUsage {
  // Nearly every answer has none.
  if (!Array.isArray(iterations)) return partial;
  const entries: readonly unknown[] = iterations;
  return entries
    .filter((entry) => fieldsOf(entry)["type"] === "compaction")
    .map((entry) => readAnthropic(fieldsOf(entry)))
    .reduce(addCounts, partial);
}

function addCounts(whole: PartialUsage, part: PartialUsage): PartialUsage {
  const sum = (name: keyof PartialUsage): number | null => {
    const count = whole[name];
    return count === null ? null : count + (part[name] ?? 0);
  };
  return {
    ...whole,
    freshPrompt: sum("freshPrompt"),
    cacheRead: sum("cacheRead"),
    cacheWrite: sum("cacheWrite"),
    cacheWrite1h: sum("cacheWrite1h"),
    output: sum("output"),
    reasoning: sum("reasoning"),
  };
}

function readChat(usage: Fields): PartialUsage {
  const promptDetails = fieldsOf(usage["prompt_tokens_details"]);
  const outputDetails = fieldsOf(usage["completion_tokens_details"]);
  const hits = countOf(usage["prompt_cache_hit_tokens"]);
  const misses = countOf(usage["prompt_cache_miss_tokens"]);
  const hitsAndMisses = hits === null || misses === null ? null : hits + misses;
  return {
    freshPrompt: null,
    wholePrompt: countOf(usage["prompt_tokens"]) ?? hitsAndMisses,
    // OpenAI's place, then DeepSeek's, Venice's and Moonshot's; some servers fill in two.
    cacheRead: largest([
      countOf(promptDetails["cached_tokens"]),
      hits,
      countOf(usage["cache_read_input_tokens"]),
      countOf(usage["cached_tokens"]),
    ]),
    ...readWrites(usage, [countOf(promptDetails["cache_write_tokens"])]),
    output: countOf(usage["completion_tokens"]),
    reasoning: countOf(outputDetails["reasoning_tokens"]),
    total: countOf(usage["total_tokens"]),
  };
}

function readResponses(usage: Fields): PartialUsage {
  const promptDetails = fieldsOf(usage["input_tokens_details"]);
  const outputDetails = fieldsOf(usage["output_tokens_details"]);
  return {
    freshPrompt: null,
    wholePrompt: countOf(usage["input_tokens"]),
    cacheRead: countOf(promptDetails["cached_tokens"]),
    ...readWrites(usage, [countOf(promptDetails["cache_write_tokens"])]),
    output: countOf(usage["output_tokens"]),
    reasoning: countOf(outputDetails["reasoning_tokens"]),
    total: countOf(usage["total_tokens"]),
  };
}

/** All writes and those for an hour, in Anthropic's words, which chat servers borrow. */
function readWrites(
  usage: Fields,
  others: readonly (number | null)[],
): Pick<PartialUsage, "cacheWrite" | "cacheWrite1h"> {
  const split = fieldsOf(usage["cache_creation"]);
  const fiveMinutes = countOf(split["ephemeral_5m_input_tokens"]);
  const hour = countOf(split["ephemeral_1h_input_tokens"]);
  const parts = fiveMinutes === null && hour === null ? null : (fiveMinutes ?? 0) + (hour ?? 0);
  const whole = countOf(usage["cache_creation_input_tokens"]);
  return { cacheWrite: largest([whole, parts, ...others]), cacheWrite1h: hour };
}

/** The largest of several reports of one count, as a server that fills in two may leave one 0. */
function largest(counts: readonly (number | null)[]): number | null {
  let most: number | null = null;
  for (const count of counts) if (count !== null && (most === null || count > most)) most = count;
  return most;
}
