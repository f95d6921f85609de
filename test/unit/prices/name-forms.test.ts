// What could go wrong: a size or a date is read as a version, or a version as a mark to drop.
import { expect, test } from "bun:test";
import {
  plainName,
  versionStems,
  withoutRelease,
  withoutVendor,
} from "../../../src/prices/name-forms.ts";

const plain: [name: string, expected: string][] = [
  ["claude-3-5-sonnet-20241022", "claude-3.5-sonnet-20241022"],
  ["claude-sonnet-4-20250514", "claude-sonnet-4-20250514"],
  ["claude-opus-4-6[1m]", "claude-opus-4.6"],
  ["gpt-5-1-codex-max", "gpt-5.1-codex-max"],
  ["gpt-4-1106-preview", "gpt-4-1106-preview"],
  ["gpt-4-32k", "gpt-4-32k"],
  ["llama-3-8b", "llama-3-8b"],
  ["Llama-3-2-1B", "llama-3.2-1b"],
  ["kimi-k2-5", "kimi-k2.5"],
  ["qwen3-30b-a3b", "qwen3-30b-a3b"],
];

test.each(plain)("%s is %s in plain form", (name, expected) => {
  expect(plainName(name)).toBe(expected);
  expect(plainName(expected)).toBe(expected);
});

test("release marks are dropped one after the other, and no others", () => {
  expect(withoutRelease("model-20250101")).toBe("model");
  expect(withoutRelease("model@20250101")).toBe("model");
  expect(withoutRelease(plainName("model-2025-01-31"))).toBe("model");
  expect(withoutRelease("model-latest:beta")).toBe("model");
  expect(withoutRelease("model-0613")).toBe("model-0613");
  expect(withoutRelease("model-mini")).toBe("model-mini");
  expect(withoutRelease("model-preview")).toBe("model-preview");
});

test("version marks come off from the end, down to the first word", () => {
  expect([...versionStems(plainName("gemini-2.5-pro-preview-06-05"))]).toEqual([
    "gemini-2.5-pro-preview-06.05",
    "gemini-2.5-pro-preview",
    "gemini-2.5-pro",
  ]);
  expect([...versionStems("gemini-2.5-pro-001")]).toEqual(["gemini-2.5-pro-001", "gemini-2.5-pro"]);
  expect([...versionStems("gpt-5-mini")]).toEqual(["gpt-5-mini"]);
});

test("only the provider's own names come off the front", () => {
  expect(withoutVendor("gemini", "models/gemini-2.5-pro")).toBe("gemini-2.5-pro");
  expect(withoutVendor("anthropic", "openai/gpt-5")).toBeNull();
  expect(withoutVendor("anthropic", "claude-opus-5")).toBeNull();
  expect(withoutVendor("toString", "toString/x")).toBeNull();
});
