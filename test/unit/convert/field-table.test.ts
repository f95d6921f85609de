/**
 * What could go wrong: an SDK learns a field, a block or a tool, clients send it, and it vanishes in
 * conversion without a word; or the documented table is not the one that the program goes by.
 */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { findFate, fieldTable } from "../../../src/convert/field-table.ts";
import { placeFieldTable } from "../../../src/convert/show-field-table.ts";
import { convert, refusalOf } from "../../support/convert.ts";
import { readSdkTypes, readTypes, sdkText, type SdkTypes } from "../../support/sdk-types.ts";
import type { Dialect } from "../../../src/base/dialect.ts";

const messages = readSdkTypes("@anthropic-ai/sdk/resources/messages/messages.d.ts");
const beta = readSdkTypes("@anthropic-ai/sdk/resources/beta/messages/messages.d.ts");
const chat = readSdkTypes("openai/resources/chat/completions/completions.d.ts");
const responses = readSdkTypes("openai/resources/responses/responses.d.ts");

function unknownPaths(dialect: Dialect, paths: readonly string[]): readonly string[] {
  const known = new Set(fieldTable[dialect].map(([path]) => path));
  return [...new Set(paths)].filter((path) => !known.has(path));
}

function fieldsOf(types: SdkTypes, names: readonly string[], prefix = ""): readonly string[] {
  return names.flatMap((name) => types.fields(name)).map((field) => `${prefix}${field}`);
}

/** "tools[web_search]" for web_search_20250305: the table does not count versions. */
function withoutDate(type: string): string {
  return type.replace(/_?\d{8}$/, "");
}

describe("every field of the SDKs is in the table", () => {
  test("Messages", () => {
    const turns = ["UserMessageParam", "AssistantMessageParam", "SystemMessageParam"];
    const betaBlocks = beta.members("BetaContentBlockParam").flatMap(beta.types);
    const blocks = [
      ...messages.members("ContentBlockParam").flatMap(messages.types),
      ...betaBlocks,
    ];
    const tools = [
      ...messages.members("ToolUnion").flatMap(messages.types),
      ...beta.members("BetaToolUnion").flatMap(beta.types),
    ];
    const paths = [
      ...fieldsOf(messages, ["MessageCreateParamsBase"]),
      ...fieldsOf(beta, ["MessageCreateParamsBase"]),
      ...fieldsOf(messages, turns, "messages[]."),
      ...fieldsOf(
        beta,
        turns.map((name) => `Beta${name}`),
        "messages[].",
      ),
      ...fieldsOf(messages, ["Tool"], "tools[]."),
      ...blocks.map((type) => `content[${type}]`),
      ...tools.filter((type) => type !== "custom").map((type) => `tools[${withoutDate(type)}]`),
    ];
    expect(paths.length).toBeGreaterThan(80);
    expect(unknownPaths("anthropic-messages", paths)).toEqual([]);
  });

  test("Chat", () => {
    const roles = ["Developer", "System", "User", "Assistant", "Tool", "Function"];
    const turns = roles.map((role) => `ChatCompletion${role}MessageParam`);
    const parts = ["Text", "Image", "InputAudio", "Refusal"];
    const types = [
      ...parts.flatMap((part) => chat.types(`ChatCompletionContentPart${part}`)),
      ...chat.types("ChatCompletionContentPart.File"),
    ];
    const tools = chat.members("ChatCompletionTool").flatMap(chat.types);
    const paths = [
      ...fieldsOf(chat, ["ChatCompletionCreateParamsBase"]),
      ...fieldsOf(chat, turns, "messages[]."),
      ...types.map((type) => `content[${type}]`),
      ...tools.map((type) => `tools[${type}]`),
    ];
    expect(paths.length).toBeGreaterThan(50);
    expect(unknownPaths("openai-chat", paths)).toEqual([]);
  });

  test("Responses", () => {
    const parts = ["ResponseInputText", "ResponseInputImage", "ResponseInputFile"];
    const output = ["ResponseOutputText", "ResponseOutputRefusal", "ResponseInputAudio"];
    const paths = [
      ...fieldsOf(responses, ["ResponseCreateParamsBase"]),
      ...responses
        .members("ResponseInputItem")
        .flatMap(responses.types)
        .map((type) => `input[${type}]`),
      ...[...parts, ...output].flatMap(responses.types).map((type) => `content[${type}]`),
      ...responses
        .members("Tool")
        .flatMap(responses.types)
        .map((type) => `tools[${type}]`),
    ];
    expect(paths.length).toBeGreaterThan(80);
    expect(unknownPaths("openai-responses", paths)).toEqual([]);
  });
});

test("a field that an SDK would have tomorrow is not in the table", () => {
  const file = "@anthropic-ai/sdk/resources/messages/messages.d.ts";
  const today = sdkText(file);
  const added = today.replace(
    /interface MessageCreateParamsBase \{/,
    "interface MessageCreateParamsBase extends Tomorrow {\n    field_of_tomorrow?: string;",
  );
  const tomorrow = `${added}\nexport interface Tomorrow {\n    parent_of_tomorrow: string;\n}\n`;
  const paths = fieldsOf(readTypes(tomorrow, file), ["MessageCreateParamsBase"]);
  expect(unknownPaths("anthropic-messages", paths)).toEqual([
    "parent_of_tomorrow",
    "field_of_tomorrow",
  ]);
});

test("no row stands twice", () => {
  for (const rows of Object.values(fieldTable)) {
    const paths = rows.map(([path]) => path);
    expect(paths.toSorted()).toEqual([...new Set(paths)].toSorted());
  }
});

test("src/README.md shows the table as it is: bun src/convert/write-field-table.ts && bun fmt", async () => {
  const readme = await Bun.file(join(import.meta.dir, "../../../src/README.md")).text();
  expect(readme).toBe(placeFieldTable(readme));
});

describe("the table is what happens", () => {
  const minimal: Readonly<Record<Dialect, Readonly<Record<string, unknown>>>> = {
    "anthropic-messages": { max_tokens: 99, messages: [{ role: "user", content: "hi" }] },
    "openai-chat": { messages: [{ role: "user", content: "hi" }] },
    "openai-responses": { input: "hi" },
  };
  const pairs = (Object.keys(minimal) as Dialect[]).flatMap((from) =>
    (Object.keys(minimal) as Dialect[])
      .filter((to) => to !== from)
      .map((to) => [from, to] as const),
  );

  test.each(pairs)("for top-level fields of %s in %s", (from, to) => {
    for (const [path] of fieldTable[from]) {
      if (/[[.]/.test(path) || path in minimal[from]) continue;
      // A value that nobody understands: a reader that maps the field takes it for missing.
      const fate = findFate(from, to, path)?.fate;
      const value = fate === "refused" ? "a value" : { unknown: true };
      const fields = { ...minimal[from], [path]: value };
      if (fate === "refused")
        expect([path, refusalOf(fields, { from, to })]).not.toEqual([path, null]);
      else if (fate !== "partly")
        expect([path, refusalOf(fields, { from, to })]).toEqual([path, null]);
    }
  });

  test("a field that no table knows is declared", () => {
    const fields = { ...minimal["anthropic-messages"], zzz_future: 1 };
    const { lost, text } = convert(fields, { from: "anthropic-messages", to: "openai-chat" });
    expect(lost).toEqual(["zzz_future"]);
    expect(text).not.toContain("zzz_future");
  });
});
