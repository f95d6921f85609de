// What could go wrong: a limit that nobody enforces, or somebody's placeholder, cuts answers short.
import { expect, test } from "bun:test";
import type { ListedModel } from "../../../../src/prices/model-list.ts";
import type { PricedModel, PriceTable } from "../../../../src/prices/price-table.ts";
import tableFile from "../../../../src/prices/prices.json" with { type: "json" };
import { addLimits } from "../../../../src/prices/source/add-limits.ts";
import listFile from "../../../../src/prices/models.json" with { type: "json" };
import { readModels } from "../../../../src/prices/source/read-models.ts";

const table = tableFile as PriceTable;

function limit(provider: string, id: string): number | undefined {
  return table.providers[provider]?.find((model) => model.id === id)?.outputTokens;
}

function joined(provider: string, model: Partial<PricedModel>, source: Partial<ListedModel>) {
  const models = [{ id: "m-1-2", input: 1, output: 1, ...model }];
  const listed = [{ id: "m-1.2", outputTokens: 9_000, contextTokens: 50_000, ...source }];
  return addLimits(provider, models, { providers: { [provider]: listed } })[0];
}

test("the models that agents use have the limits that their vendors name", () => {
  expect(limit("anthropic", "claude-opus-4-1")).toBe(32_000);
  expect(limit("anthropic", "claude-sonnet-4-5")).toBe(64_000);
  expect(limit("anthropic", "claude-opus-5-5")).toBe(128_000);
  expect(limit("openai", "gpt-4o")).toBe(16_384);
  expect(limit("openai", "gpt-5-pro")).toBe(272_000);
  expect(limit("openai", "gpt-5.5")).toBe(128_000);
  expect(limit("gemini", "gemini-2.5-pro")).toBe(65_536);
  // Prompt and output share its context: the list has a default for a limit.
  expect(limit("mistral", "codestral-latest")).toBeUndefined();
});

test("names meet however versions and releases are written, the exact one first", () => {
  expect(joined("glm", {}, {})).toMatchObject({ outputTokens: 9_000, contextTokens: 50_000 });
  expect(joined("glm", {}, { id: "m-1.2-20260101" })).toMatchObject({ outputTokens: 9_000 });
  expect(joined("glm", { aliases: ["other"] }, { id: "other" })).toMatchObject({
    outputTokens: 9_000,
  });
  expect(joined("glm", {}, { id: "m-1.3" })).not.toHaveProperty("outputTokens");
});

test("what the price package knows of a window stays, and OpenAI's are not those of agents", () => {
  expect(joined("glm", { contextTokens: 70_000 }, {})).toMatchObject({ contextTokens: 70_000 });
  const model = table.providers["openai"]?.find(({ id }) => id === "gpt-5.4");
  expect(model?.contextTokens).not.toBe(272_000);
});

test("a placeholder is no limit", async () => {
  const list = { api: { "chat:a": { id: "a", maxTokens: 4_096, contextWindow: 32_000 } } };
  const manifest = { generatedAt: "2026-11-20T10:00:00Z" };
  const read = await readModels("package", "1.0.0", async (file) =>
    file === ".manifest.json" ? manifest : list,
  );
  expect(read.day).toBe("2026-11-20");
  expect(read.providers["glm"]).toEqual([{ id: "a", contextTokens: 32_000 }]);
});

test("the list in the repository is dated, sorted and without doubles", () => {
  expect(listFile.day).toMatch(/^\d{4}-\d\d-\d\d$/);
  for (const models of Object.values(listFile.providers)) {
    const ids = models.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted());
  }
});
