// What could go wrong: a model name finds another model's price, or its own in one spelling only.
import { describe, expect, test } from "bun:test";
import { findPrice, listModels, priceVersion } from "../../../src/prices/find-price.ts";

const sameModel: [provider: string, names: string[]][] = [
  [
    "anthropic",
    [
      "claude-sonnet-4-5",
      "claude-sonnet-4-5-20250929",
      "claude-sonnet-4-5@20250929",
      "claude-sonnet-4-5-latest",
      "claude-sonnet-4-5[1m]",
      "claude-sonnet-4.5",
      "Claude-Sonnet-4-5",
      "anthropic/claude-sonnet-4-5",
      " claude-sonnet-4-5 ",
    ],
  ],
  ["anthropic", ["claude-opus-4-6", "claude-opus-4-6[1m]", "claude-4.6-opus"]],
  ["anthropic", ["claude-sonnet-4-0", "claude-sonnet-4", "claude-sonnet-4-20250514"]],
  ["anthropic", ["claude-3-5-haiku-latest", "claude-3-5-haiku", "claude-3-5-haiku-20241022"]],
  ["openai", ["gpt-5.1", "gpt-5.1-2025-11-13", "gpt-5-1", "openai/gpt-5.1"]],
  ["openai", ["gpt-5-chat", "gpt-5-chat-latest"]],
  ["openai", ["o3", "o3-2025-04-16"]],
  [
    "openrouter",
    [
      "anthropic/claude-sonnet-4.5",
      "anthropic/claude-sonnet-4-5",
      "anthropic/claude-sonnet-4-5-20250929",
      "anthropic/claude-4.5-sonnet-20250929",
      "anthropic/claude-sonnet-4.5:beta",
      "openrouter/anthropic/claude-sonnet-4.5",
    ],
  ],
  [
    "gemini",
    [
      "gemini-2.5-pro",
      "models/gemini-2.5-pro",
      "google/gemini-2.5-pro",
      "gemini-2.5-pro-preview-06-05",
      "gemini-2.5-pro-latest",
      "gemini-2.5-pro-001",
    ],
  ],
  ["gemini", ["gemini-2.5-flash-lite", "gemini-2.5-flash-lite-preview-06-17"]],
  ["glm", ["glm-5.3", "GLM-5.3", "z-ai/glm-5.3", "glm-5-3"]],
  ["xai", ["grok-4-0709", "x-ai/grok-4-0709"]],
  ["groq", ["openai/gpt-oss-20b", "groq/openai/gpt-oss-20b"]],
  ["mistral", ["codestral-latest", "codestral"]],
  ["minimax", ["MiniMax-M2.5", "minimax-m2.5"]],
];

test.each(sameModel)("%s: %p are one model", (provider, names) => {
  const ids = names.map((name) => findPrice(provider, name)?.id);
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toBeString();
});

const unknown: [provider: string, model: string][] = [
  ["anthropic", "claude-sonnet-4-5-turbo"],
  ["anthropic", "claude-sonnet-9"],
  ["anthropic", "claude-sonnet-9-9"],
  ["anthropic", "claude"],
  ["anthropic", "gpt-5"],
  ["anthropic", ""],
  ["openai", "gpt-5-mini-turbo"],
  ["openai", "claude-opus-4-6"],
  ["openai", "anthropic/claude-opus-4-6"],
  ["openai", "gpt-4o-audio-preview"],
  ["openai", "gpt-4o-realtime-preview"],
  ["gemini", "gemini-2.5-pro-preview-tts"],
  ["gemini", "gemini-2.5-flash-image"],
  ["gemini", "gemini-2.5"],
  ["openrouter", "claude-sonnet-4.5"],
  ["openrouter", "anthropic/claude-sonnet-4.5:nitro"],
  ["qwen", "qwen3-coder"],
  ["custom", "claude-opus-4-6"],
  ["custom", "gpt-5"],
  ["nobody", "gpt-5"],
  ["constructor", "name"],
  ["__proto__", "toString"],
  ["anthropic", "__proto__"],
  ["anthropic", "constructor"],
  ["anthropic", "claude-sonnet-4-5".padEnd(300, "-latest")],
];

test.each(unknown)("%s does not know %p", (provider, model) => {
  expect(findPrice(provider, model)).toBeNull();
});

function input(provider: string, model: string, time?: string): number | undefined {
  return findPrice(provider, model, time === undefined ? undefined : Date.parse(time))?.input;
}

test("neighbours of a family keep their own prices", () => {
  expect(input("anthropic", "claude-opus-4-1-20250805")).toBe(15);
  expect(input("anthropic", "claude-opus-4-20250514")).toBe(15);
  expect(input("anthropic", "claude-opus-4-5-20251101")).toBe(5);
  expect(input("anthropic", "claude-opus-5-5-20260922")).toBe(4);
  expect(input("openai", "gpt-4o-2024-05-13")).toBe(5);
  expect(input("openai", "gpt-4o-2024-11-20")).toBe(2.5);
  expect(input("openai", "gpt-5-mini-2025-08-07")).toBe(0.25);
  expect(input("mistral", "mistral-large-2512")).toBe(0.5);
  expect(input("mistral", "mistral-large-latest")).toBe(2);
  expect(input("deepseek", "deepseek-v3.2-exp")).toBe(0.27);
});

test("a ChatGPT subscription has the prices of the API", () => {
  expect(findPrice("openai_sub", "gpt-5.3-codex")).toEqual(findPrice("openai", "gpt-5.3-codex"));
  expect(listModels("openai_sub")).toEqual(listModels("openai"));
});

test("OpenRouter's free variants cost nothing, other names with that end are unknown", () => {
  expect(findPrice("openrouter", "vendor/any-model:free")).toMatchObject({ input: 0, output: 0 });
  expect(findPrice("openrouter", "any-model:free")).toBeNull();
  expect(findPrice("openai", "vendor/any-model:free")).toBeNull();
});

describe("prices that depend on the time", () => {
  test("peak hours begin with their first minute and end before their last", () => {
    expect(input("deepseek", "deepseek-v4-pro", "2026-11-23T00:59:59.999Z")).toBe(0.66);
    expect(input("deepseek", "deepseek-v4-pro", "2026-11-23T01:00:00Z")).toBe(1.32);
    expect(input("deepseek", "deepseek-v4-pro", "2026-11-23T03:59:59.999Z")).toBe(1.32);
    expect(input("deepseek", "deepseek-v4-pro", "2026-11-23T04:00:00Z")).toBe(0.66);
    expect(input("deepseek", "deepseek-v4-pro", "2026-11-23T09:30:00Z")).toBe(1.32);
    expect(input("deepseek", "deepseek-v4-pro", "2026-11-23T10:00:00Z")).toBe(0.66);
  });

  test("an announced price holds from its day on", () => {
    expect(input("gemini", "gemini-3.6-flash", "2026-12-31T23:59:59Z")).toBe(0.75);
    expect(input("gemini", "gemini-3.6-flash", "2027-01-01T00:00:00Z")).toBe(1.5);
  });

  test("without a time the table's own day counts, outside special hours", () => {
    expect(findPrice("deepseek", "deepseek-v4-pro")?.input).toBe(0.66);
    expect(findPrice("gemini", "gemini-3.6-flash")?.input).toBe(0.75);
  });

  test("a changed price keeps the model's id and window", () => {
    const price = findPrice("deepseek", "deepseek-v4-pro", Date.parse("2026-11-23T02:00:00Z"));
    expect(price).toMatchObject({ id: "deepseek-v4-pro", contextTokens: 1_000_000, output: 3.96 });
  });
});

test("the list of models has what a provider sells, sorted, without what it switches off", () => {
  const models = listModels("openai");
  expect(models).toContain("gpt-5-codex");
  expect(models).toEqual([...models].toSorted());
  expect(listModels("xai")).not.toContain("grok-2-1212");
  expect(findPrice("xai", "grok-2-1212")?.input).toBe(2);
  expect(listModels("custom")).toEqual([]);
  expect(listModels("__proto__")).toEqual([]);
});

test("every listed model finds its own line, whatever the provider", () => {
  for (const provider of ["anthropic", "openai", "openrouter", "gemini", "together", "mistral"]) {
    for (const id of listModels(provider)) expect(findPrice(provider, id)?.id).toBe(id);
  }
});

test("the version is a day", () => {
  expect(priceVersion).toMatch(/^20\d\d-\d\d-\d\d$/);
});
