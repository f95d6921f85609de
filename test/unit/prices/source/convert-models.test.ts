// What could go wrong: a name of the package is lost, or a label nobody can call gets into the list.
import { expect, test } from "bun:test";
import type { MatchLogic } from "@pydantic/genai-prices";
import type { PricedModel } from "../../../../src/prices/price-table.ts";
import { convertModels } from "../../../../src/prices/source/convert-models.ts";

function convert(provider: string, id: string, match: MatchLogic): readonly PricedModel[] {
  const prices = { input_mtok: 1, output_mtok: 2 };
  return convertModels(provider, [{ id, match, prices }], "2026-11-22");
}

function either(...names: readonly string[]): MatchLogic {
  return { or: names.map((name) => ({ equals: name })) };
}

function ids(lines: readonly PricedModel[]): readonly string[] {
  return lines.map(({ id }) => id);
}

test("names that differ by more than a date or a spelling get lines of their own", () => {
  const match = either(
    "gpt-9",
    "gpt-9-2026-01-01",
    "gpt-9-codex",
    "gpt-9-chat-latest",
    "gpt-9-chat",
  );
  expect(ids(convert("openai", "gpt-9", match))).toEqual(["gpt-9", "gpt-9-chat", "gpt-9-codex"]);
});

test("a router's other spellings are aliases", () => {
  const match = either("vendor/model-4.5", "vendor/4.5-model-20260101", "vendor/model-4.5:beta");
  expect(convert("openrouter", "vendor/model-4.5", match)).toEqual([
    { id: "vendor/model-4.5", aliases: ["vendor/4.5-model-20260101"], input: 1, output: 2 },
  ]);
});

test("a label is replaced by a name that can be called", () => {
  const match = either("accounts/fireworks/models/model-1");
  expect(ids(convert("fireworks", "model-1", match))).toEqual([
    "accounts/fireworks/models/model-1",
  ]);
  expect(ids(convert("glm", "GLM-9", either("GLM-9", "glm-9")))).toEqual(["glm-9"]);
});

test("rules become prefixes without the sign they end in", () => {
  const match: MatchLogic = {
    or: [
      { starts_with: "gemini-9-pro-" },
      { and: [{ starts_with: "gemini-9.5-pro" }, { regex: "x" }] },
    ],
  };
  expect(convert("gemini", "gemini-9-pro", match)).toEqual([
    { id: "gemini-9-pro", prefixes: ["gemini-9-pro", "gemini-9.5-pro"], input: 1, output: 2 },
  ]);
});

test.each([
  ["openai", "gpt-9-image"],
  ["openai", "gpt-9-realtime"],
  ["openai", "text-embedding-9"],
  ["openai", "gpt-9-search-preview"],
  ["openai", "gpt-oss-120b"],
  ["openai", "ft:gpt-9"],
  ["gemini", "claude-opus-9"],
  ["gemini", "gemini-9-pro-tts"],
  ["openrouter", "name-without-vendor"],
  ["openrouter", "vendor/model:free"],
])("%s: %s is left out", (provider, id) => {
  expect(convert(provider, id, { equals: id })).toEqual([]);
});

test("a word inside another one is no reason to leave a model out", () => {
  expect(
    ids(convert("openrouter", "nousresearch/hermes-9", { equals: "nousresearch/hermes-9" })),
  ).toEqual(["nousresearch/hermes-9"]);
});
