/** Which model a test asks for: one that costs next to nothing and that the account should have. */
import { listModels } from "../../prices/find-price.ts";
import type { Snapshot } from "../../store/snapshot.ts";

/** Small models that answer without thinking first, the likeliest one first. */
export const smallModels: Readonly<Record<string, readonly string[]>> = {
  anthropic: ["claude-haiku-4-5"],
  openai: ["gpt-4.1-nano", "gpt-4o-mini"],
  openai_sub: ["gpt-5.4-mini", "gpt-5.5"],
  openrouter: ["openai/gpt-4.1-nano", "openai/gpt-4o-mini"],
  glm: ["glm-4.5-air", "glm-4.7-flash"],
  cerebras: ["gpt-oss-120b"],
  deepseek: ["deepseek-v4-flash", "deepseek-chat"],
  gemini: ["gemini-3.1-flash-lite", "gemini-2.5-flash-lite"],
  minimax: ["MiniMax-M2.5", "MiniMax-M2.1"],
  groq: ["llama-3.1-8b-instant", "openai/gpt-oss-20b"],
  xai: ["grok-4-1-fast-non-reasoning", "grok-code-fast-1"],
  mistral: ["mistral-small-latest", "ministral-8b-latest"],
  together: ["meta-llama/Llama-3.3-70B-Instruct-Turbo"],
  fireworks: ["accounts/fireworks/models/gpt-oss-20b"],
  moonshot: ["moonshot-v1-8k", "kimi-k2.5"],
};

/** The first small model that the provider still sells; null when nothing is known of it. */
export function smallModelOf(provider: string): string | null {
  const offered = listModels(provider);
  const small = Object.hasOwn(smallModels, provider) ? (smallModels[provider] ?? []) : [];
  return small.find((model) => offered.includes(model)) ?? offered[0] ?? null;
}

/** A model that some config asks this account for; null when none names one. */
export function routedModelOf(accountId: string, { configs }: Snapshot): string | null {
  for (const { rows } of configs.values()) {
    const row = rows.find((each) => each.accountId === accountId && each.targetModel !== null);
    if (row !== undefined) return row.targetModel;
  }
  return null;
}
