/**
 * What could go wrong: a model is asked with fields that it refuses (max_tokens, temperature, an
 * effort it does not know), because its name is written in another way or is newer than the table.
 */
import { describe, expect, test } from "bun:test";
import { findCapabilities } from "../../../src/provider/capabilities.ts";

describe("OpenAI", () => {
  test.each([
    ["gpt-4.1", "free", []],
    ["gpt-4o-mini", "free", []],
    ["o3", "fixed", ["low", "medium", "high"]],
    ["o4-mini-2025-04-16", "fixed", ["low", "medium", "high"]],
    ["gpt-5-2025-08-07", "fixed", ["minimal", "low", "medium", "high"]],
    ["gpt-5.1", "fixed", ["none", "low", "medium", "high"]],
    ["gpt-5.1-codex-max", "fixed", ["low", "medium", "high", "xhigh"]],
    ["gpt-5.5", "fixed", ["none", "low", "medium", "high", "xhigh"]],
    ["openai/gpt-5.5", "fixed", ["none", "low", "medium", "high", "xhigh"]],
    ["gpt-5-chat-latest", "free", []],
  ] as const)("%s: sampling %s, efforts %j", (model, sampling, efforts) => {
    const found = findCapabilities("openai", model);
    expect(found.sampling).toBe(sampling);
    expect(found.efforts).toEqual([...efforts]);
    expect(found.outputField).toBe("max_completion_tokens");
    expect(found.instructionRole).toBe("developer");
  });

  test("its models elsewhere keep their nature and lose what only OpenAI offers", () => {
    const elsewhere = findCapabilities("custom", "openai/gpt-5.1");
    expect(elsewhere.outputField).toBe("max_completion_tokens");
    expect(elsewhere.promptCacheKey).toBe(false);
    expect(elsewhere.instructionRole).toBe("system");
  });
});

describe("Claude", () => {
  test.each([
    ["claude-3-5-sonnet-20241022", "none", "free", true],
    ["claude-3-7-sonnet-latest", "budget", "free", true],
    ["claude-opus-4-20250514", "budget", "one", true],
    ["claude-sonnet-4-5-20250929", "budget", "one", true],
    ["claude-opus-4-6", "adaptive", "one", false],
    ["claude-opus-4-7", "adaptive", "fixed", false],
    ["claude-opus-5-5", "adaptive", "fixed", false],
    ["claude-fable-5-2", "adaptive", "fixed", false],
    ["claude-somebody-7", "adaptive", "fixed", false],
    ["anthropic/claude-sonnet-4.5", "budget", "one", true],
  ] as const)("%s: thinking %s, sampling %s, prefill %s", (model, thinking, sampling, prefill) => {
    const found = findCapabilities("anthropic", model);
    expect(found).toMatchObject({ thinking, sampling, prefill });
  });
});

test("a model that nobody knows gets what most servers take", () => {
  const found = findCapabilities("custom", "foo-chat");
  expect(found).toMatchObject({ outputField: "max_tokens", sampling: "free", efforts: [] });
  expect(found.reasoningField).toBe("reasoning_content");
});

test("what the list of models says is newer than what a name makes one expect", () => {
  expect(findCapabilities("openai", "gpt-5.4-pro").efforts).toEqual(["medium", "high", "xhigh"]);
  expect(findCapabilities("openai_sub", "gpt-6-astra").efforts).toEqual([
    "low",
    "medium",
    "high",
    "xhigh",
    "max",
  ]);
  expect(findCapabilities("deepseek", "deepseek-v4-pro")).toMatchObject({
    efforts: ["high", "max"],
    demandsReasoning: true,
    images: false,
  });
  expect(findCapabilities("deepseek", "deepseek-flash").images).toBe(true);
  expect(findCapabilities("glm", "glm-5.2").images).toBe(false);
  expect(findCapabilities("moonshot", "kimi-k3").demandsReasoning).toBe(true);
  for (const [name, systemTurns] of [
    ["claude-opus-4-7", false],
    ["claude-sonnet-5", false],
    ["claude-opus-4-8", true],
    ["claude-opus-5-5", true],
  ] as const) {
    expect(findCapabilities("anthropic", name)).toMatchObject({ systemTurns });
  }
  // The list leaves out the efforts that all Claudes have.
  expect(findCapabilities("anthropic", "claude-opus-4-7").efforts).toContain("medium");
});
