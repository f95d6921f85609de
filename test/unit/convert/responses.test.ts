/**
 * What could go wrong: Codex on another provider loses a tool (apply_patch, namespaces, searched
 * tools), its history, or its compaction; or a request for Responses is one that is refused there.
 */
import { describe, expect, test } from "bun:test";
import { sealCompaction } from "../../../src/vocabulary/compaction.ts";
import { testKey } from "../../support/converting-proxy.ts";
import { at, convert, refusalOf, type Body, type Conversion } from "../../support/convert.ts";

const toClaude: Conversion = { from: "openai-responses", to: "anthropic-messages" };
const toChat: Conversion = { from: "openai-responses", to: "openai-chat" };
const toOther: Conversion = { ...toChat, provider: "custom", model: "foo" };
const fromClaude: Conversion = { from: "anthropic-messages", to: "openai-responses" };
const fromChat: Conversion = { from: "openai-chat", to: "openai-responses" };

const grammar = { type: "grammar", syntax: "lark", definition: "start: patch" };
const patch = { type: "custom", name: "apply_patch", description: "Edits", format: grammar };
const spawn = { type: "function", name: "spawn", parameters: { type: "object", properties: {} } };
const agents = { type: "namespace", name: "agents", description: "d", tools: [spawn] };
const search = {
  type: "tool_search",
  execution: "client",
  description: "Finds tools",
  parameters: { type: "object", properties: { query: { type: "string" } } },
};
const hello = { type: "message", role: "user", content: [{ type: "input_text", text: "hello" }] };

const withTool = (each: Body) => convert({ tools: [spawn, each], input: [hello] }, toClaude);

describe("Codex's tools on other providers", () => {
  test("a custom tool is a function with one text, and its history too", () => {
    const input = [
      hello,
      { type: "custom_tool_call", call_id: "c1", name: "apply_patch", input: "*** Begin" },
      { type: "custom_tool_call_output", call_id: "c1", output: "Done" },
    ];
    const { body, crossing } = convert({ tools: [patch], input }, toClaude);
    expect(at(body, "tools.0.input_schema.required")).toEqual(["input"]);
    expect(at(body, "tools.0.description")).toContain("start: patch");
    expect(at(body, "messages.1.content.0.input")).toEqual({ input: "*** Begin" });
    expect(at(body, "messages.2.content.0.content")).toBe("Done");
    expect(crossing.toolNames.get("apply_patch")?.kind).toBe("custom");
  });

  test("it stays one where Chat has such tools, and its grammar changes its place", () => {
    const own = convert({ tools: [patch], input: [hello] }, toChat);
    expect(at(own.body, "tools.0.custom.format")).toEqual({
      type: "grammar",
      grammar: { syntax: "lark", definition: "start: patch" },
    });
    expect(own.crossing.toolNames.size).toBe(0);
    const other = convert({ tools: [patch], input: [hello] }, toOther);
    expect(at(other.body, "tools.0.type")).toBe("function");
  });

  test("a namespace is part of the name, and parted again in the answer", () => {
    const call = {
      type: "function_call",
      call_id: "c1",
      namespace: "agents",
      name: "spawn",
      arguments: "",
    };
    const input = [hello, call, { type: "function_call_output", call_id: "c1", output: "ok" }];
    const { body, crossing } = convert({ tools: [agents], input }, toClaude);
    expect(at(body, "tools.0.name")).toBe("agents__spawn");
    expect(at(body, "messages.1.content.0.name")).toBe("agents__spawn");
    expect(at(body, "messages.1.content.0.input")).toEqual({});
    const spawned = { name: "spawn", kind: "function", namespace: "agents" } as const;
    expect(crossing.toolNames.get("agents__spawn")).toEqual(spawned);
  });

  test("a name that is joined of two never meets another tool's name", () => {
    const plain = { ...spawn, name: "agents__spawn" };
    const { body, crossing } = convert({ tools: [agents, plain], input: [hello] }, toClaude);
    const told = (body["tools"] as Body[]).map(({ name }) => String(name));
    expect(new Set(told).size).toBe(2);
    expect(told.map((name) => crossing.toolNames.get(name)?.name)).toEqual([
      "spawn",
      "agents__spawn",
    ]);
  });
});

describe("Codex's tools that others bring", () => {
  test("the client's search is a function, and what it found can be called", () => {
    const input = [
      hello,
      { type: "tool_search_call", call_id: "s1", execution: "client", arguments: { query: "q" } },
      { type: "tool_search_output", call_id: "s1", execution: "client", tools: [agents] },
      { type: "additional_tools", role: "developer", tools: [patch] },
    ];
    const { body, crossing } = convert({ tools: [search], input }, toClaude);
    const names = (body["tools"] as Body[]).map(({ name }) => name);
    expect(names).toEqual(["tool_search", "agents__spawn", "apply_patch"]);
    expect(crossing.toolNames.get("tool_search")?.kind).toBe("tool-search");
    expect(at(body, "messages.1.content.0")).toMatchObject({
      name: "tool_search",
      input: { query: "q" },
    });
    expect(JSON.stringify(at(body, "messages.2.content.0"))).toContain("spawn");
  });

  test("the web is searched where the provider does that and the client has allowed it", () => {
    const web = { type: "web_search", external_web_access: true };
    expect(at(withTool(web).body, "tools.1.type")).toBe("web_search_20250305");
    const cached = withTool({ ...web, external_web_access: false });
    expect(cached.body["tools"]).toHaveLength(1);
    expect(cached.lost).toContain("tools[].web_search");
  });
});

describe("items", () => {
  test("parallel calls and what came between are put in order", () => {
    const input = [
      hello,
      { type: "function_call", call_id: "c1", name: "spawn", arguments: "{}" },
      { type: "function_call", call_id: "c2", name: "spawn", arguments: "{}" },
      { type: "message", role: "developer", content: "note" },
      { type: "function_call_output", call_id: "c2", output: "two" },
      { type: "message", role: "user", content: "hurry" },
      {
        type: "function_call_output",
        call_id: "c1",
        output: [{ type: "input_text", text: "one" }],
      },
    ];
    const messages = convert({ tools: [spawn], input }, toClaude).body["messages"] as Body[];
    const kinds = messages.map(({ role, content }) => [
      role,
      ...(content as Body[]).map(({ type }) => type),
    ]);
    expect(kinds).toEqual([
      ["user", "text"],
      ["assistant", "tool_use", "tool_use"],
      ["user", "tool_result", "tool_result"],
      ["system", "text"],
      ["user", "text"],
    ]);
    expect(at(messages[2], "content.0.content")).toBe("one");
  });

  test("a compaction of ours is read back, a foreign one is refused", () => {
    const ours = { type: "compaction", encrypted_content: sealCompaction("SUMMARY", testKey) };
    expect(convert({ input: [ours, hello] }, toClaude).text).toContain("SUMMARY");
    const foreign = { type: "compaction", encrypted_content: "gAAAA" };
    expect(refusalOf({ input: [foreign, hello] }, toClaude)).toContain("compaction");
  });

  test("a trigger asks for a summary without tools, and the answer is marked", () => {
    const { body, crossing, text } = convert(
      { tools: [spawn], input: [hello, { type: "compaction_trigger" }] },
      toClaude,
    );
    expect(crossing.isCompaction).toBe(true);
    expect(body["tool_choice"]).toEqual({ type: "none" });
    expect(text).toContain("Sum up this whole conversation");
  });

  test("settings that change between items count from there on", () => {
    const update = { type: "configuration_update", reasoning: { effort: "low" } };
    const { body } = convert({ reasoning: { effort: "high" }, input: [hello, update] }, toChat);
    expect(body["reasoning_effort"]).toBe("low");
  });

  test.each([
    { previous_response_id: "resp_1" },
    { conversation: "conv_1" },
    { prompt: { id: "p" } },
    { background: true },
    { input: [{ type: "item_reference", id: "msg_1" }, hello] },
  ])("state at a provider is refused: %j", (fields) => {
    expect(refusalOf({ input: [hello], ...fields }, toClaude)).not.toBeNull();
  });

  test("what asks for nothing special is no loss", () => {
    const quiet = { background: false, truncation: "disabled", store: false, metadata: null };
    const fields = { ...quiet, include: ["reasoning.encrypted_content"], input: "hello" };
    expect(convert(fields, toClaude).lost).toEqual([]);
  });
});

describe("requests for Responses", () => {
  test("of Claude Code: nothing is stored, reasoning comes encrypted, strict is said", () => {
    const tool = { name: "read", input_schema: { type: "object", properties: {} } };
    const { body } = convert(
      {
        max_tokens: 5,
        system: "S",
        messages: [{ role: "user", content: "hello" }],
        tools: [tool],
        tool_choice: { type: "tool", name: "read" },
        thinking: { type: "enabled", budget_tokens: 9_000 },
      },
      fromClaude,
    );
    expect(body).toMatchObject({
      instructions: "S",
      store: false,
      include: ["reasoning.encrypted_content"],
      reasoning: { effort: "medium", summary: "auto" },
      max_output_tokens: 16,
      tool_choice: { type: "function", name: "read" },
    });
    expect(at(body, "tools.0.strict")).toBe(false);
  });

  test("results with images stay whole, and errors are said", () => {
    const image = {
      type: "image",
      source: { type: "base64", media_type: "image/png", data: "AA" },
    };
    const messages = [
      { role: "user", content: "go" },
      { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "read", input: {} }] },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "t1", is_error: true, content: [image] }],
      },
    ];
    const { body } = convert({ max_tokens: 99, messages }, fromClaude);
    expect(at(body, "input.2")).toMatchObject({ type: "function_call_output", call_id: "t1" });
    expect(at(body, "input.2.output.0.text")).toBe("Error:");
    expect(at(body, "input.2.output.1.image_url")).toBe("data:image/png;base64,AA");
  });
});

describe("other requests for Responses", () => {
  test("the ChatGPT backend answers only streams and takes no limit", () => {
    const request = { max_tokens: 99, messages: [{ role: "user", content: "hi" }] };
    const to = { ...fromClaude, provider: "openai_sub", model: "gpt-5.5" };
    const { body, isStream } = convert(request, to);
    expect(isStream).toBe(true);
    expect(body).not.toHaveProperty("max_output_tokens");
  });

  test("of Chat: formats and custom tools find their places", () => {
    const chatGrammar = { type: "grammar", grammar: { syntax: "lark", definition: "start: x" } };
    const { body } = convert(
      {
        messages: [{ role: "user", content: "hi" }],
        verbosity: "low",
        tools: [{ type: "custom", custom: { name: "patch", format: chatGrammar } }],
        response_format: { type: "json_schema", json_schema: { name: "o", schema: {} } },
      },
      { ...fromChat, model: "gpt-4.1", capabilities: { customTools: true } },
    );
    expect(at(body, "tools.0.format")).toEqual({
      type: "grammar",
      syntax: "lark",
      definition: "start: x",
    });
    expect(at(body, "text.format.name")).toBe("o");
    expect(body["reasoning"]).toBeUndefined();
  });
});
