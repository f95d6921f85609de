/**
 * Most output tokens per request where the list of limits (`models.json`) has no word on a
 * model or a wrong one, kept by hand from the vendors' own pages about their models, and compared
 * with LiteLLM's list of November 2026 where that knows them. A limit that is too low cuts answers,
 * so that the higher one is taken where sources differ. `write-prices.ts` refuses what the list says
 * as well.
 */
export const outputLimits: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  anthropic: {
    "claude-3-haiku": 4_096,
    "claude-3-opus-latest": 4_096,
    "claude-3-sonnet": 4_096,
    "claude-3-5-haiku-latest": 8_192,
    "claude-3-5-sonnet": 8_192,
    // With the header output-128k-2025-02-19.
    "claude-3-7-sonnet-latest": 128_000,
    "claude-opus-4-0": 32_000,
    "claude-opus-4-1": 32_000,
    "claude-sonnet-4-0": 64_000,
  },
  openai: {
    "gpt-3.5-turbo": 4_096,
    "gpt-4-turbo": 4_096,
    "o1-mini": 65_536,
    "gpt-5-codex": 128_000,
    // The list has 128,000; OpenAI's page and LiteLLM have this.
    "gpt-5-pro": 272_000,
    "gpt-5.1-codex": 128_000,
    "gpt-5.1-codex-max": 128_000,
    "gpt-5.1-codex-mini": 128_000,
    "gpt-5.1-chat": 16_384,
  },
  gemini: {
    "gemini-2.0-flash": 8_192,
    "gemini-2.0-flash-lite": 8_192,
    "gemini-3-pro-preview": 65_536,
  },
};
