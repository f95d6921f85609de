// Too narrow a family tears a conversation apart at every new version, too wide a one mixes models.
import { expect, test } from "bun:test";
import { modelFamily } from "../../../src/affinity/key/model-family.ts";

test.each([
  ["claude-sonnet-4-5-20250929", "sonnet"],
  ["claude-3-5-sonnet-latest", "sonnet"],
  ["anthropic/claude-opus-4.8", "opus"],
  ["us.anthropic.claude-haiku-4-5-20251001-v1:0", "haiku"],
  ["claude-opus-4-6[1m]", "opus"],
  ["claude-fable-5-1", "claude-fable"],
  ["gpt-5.5", "gpt"],
  ["gpt-5.1-2025-11-13", "gpt"],
  ["openai/GPT-5.4-nano", "gpt-nano"],
  ["gpt-4o", "gpt"],
  ["o3", "o"],
  ["o4-mini", "o-mini"],
  ["gemini-2.5-pro-preview-06-05", "gemini-pro"],
  ["qwen3-coder-480b-a35b-instruct", "qwen-coder-a35b-instruct"],
  ["deepseek-v3.2-exp", "deepseek"],
  ["2024", "2024"],
  ["", ""],
])("%p is of the family %p", (model, family) => {
  expect(modelFamily(model)).toBe(family);
});
