import type { AnswerUsage } from "../vocabulary/answer.ts";

/**
 * Anthropic's counts do not overlap. The dialect demands numbers for input and output: those that
 * nobody knows are 0, and everything else unknown is left out.
 */
export function writeUsage(usage: AnswerUsage | null, estimatedPromptTokens: number | null = null) {
  if (usage === null) return { input_tokens: estimatedPromptTokens ?? 0, output_tokens: 0 };
  const { cacheRead, cacheWrite5m, cacheWrite1h, reasoning } = usage;
  return {
    input_tokens: usage.input ?? estimatedPromptTokens ?? 0,
    ...(cacheWrite5m === null && cacheWrite1h === null ? {} : writes(cacheWrite5m, cacheWrite1h)),
    ...(cacheRead === null ? {} : { cache_read_input_tokens: cacheRead }),
    output_tokens: usage.output ?? 0,
    ...(reasoning === null ? {} : { output_tokens_details: { thinking_tokens: reasoning } }),
    ...serverToolUse(usage.serverToolCalls),
  };
}

/** At the end of a stream what is unknown stays unsaid: a zero would overwrite the start. */
export function writeFinalUsage(usage: AnswerUsage | null) {
  if (usage === null) return { output_tokens: 0 };
  const { input_tokens: input, ...others } = writeUsage(usage);
  return usage.input === null ? others : { input_tokens: input, ...others };
}

function writes(fiveMinutes: number | null, hour: number | null) {
  return {
    cache_creation_input_tokens: (fiveMinutes ?? 0) + (hour ?? 0),
    cache_creation: {
      ephemeral_5m_input_tokens: fiveMinutes ?? 0,
      ephemeral_1h_input_tokens: hour ?? 0,
    },
  };
}

function serverToolUse(calls: Readonly<Record<string, number>>) {
  const counts = Object.entries(calls).map(([name, count]) => [`${name}_requests`, count]);
  return counts.length === 0 ? {} : { server_tool_use: Object.fromEntries(counts) };
}
