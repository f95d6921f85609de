/** What could go wrong: Codex gets a list that it cannot read, or worse facts than its own. */
import { expect, test } from "bun:test";
import { startGateway } from "../support/start-gateway.ts";

/** What Codex 0.169 does not read a model without. */
const required = [
  "slug",
  "display_name",
  "supported_reasoning_levels",
  "shell_type",
  "visibility",
  "supported_in_api",
  "priority",
  "support_verbosity",
  "truncation_policy",
  "experimental_supported_tools",
  "base_instructions",
];

interface CodexModel {
  readonly slug: string;
  readonly [field: string]: unknown;
}

test("Codex is told of the models that it does not know, others get their own shapes", async () => {
  await using gateway = await startGateway({
    accounts: [
      { name: "a", provider: "anthropic" },
      { name: "o", provider: "openai" },
      { name: "g", provider: "gemini" },
    ],
  });
  const ask = async (query: string, headers: Record<string, string> = {}) =>
    (await fetch(`${gateway.url}/v1/models${query}`, { headers })).json();
  const { models } = (await ask("?client_version=0.169.0")) as { models: readonly CodexModel[] };
  for (const model of models) expect(Object.keys(model)).toEqual(expect.arrayContaining(required));
  const bySlug = new Map(models.map((model) => [model.slug, model]));
  expect([...bySlug.keys()].filter((slug) => slug.startsWith("gpt-"))).toEqual([]);
  expect(bySlug.get("claude-opus-4-6")).toMatchObject({
    context_window: 1_000_000,
    default_reasoning_level: "medium",
    supported_reasoning_levels: ["low", "medium", "high", "max"].map((effort) => ({ effort })),
    apply_patch_tool_type: "freeform",
    input_modalities: ["text", "image"],
  });
  expect(bySlug.get("claude-sonnet-4-5")?.["supported_reasoning_levels"]).toHaveLength(3);
  expect(bySlug.has("gemini-2.5-pro")).toBe(true);

  expect(await ask("")).toMatchObject({ object: "list" });
  const version = { "anthropic-version": "2023-06-01" };
  expect(await ask("", version)).toHaveProperty("first_id");
});
