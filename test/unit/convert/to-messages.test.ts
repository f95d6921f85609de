/**
 * What could go wrong: a Chat request reaches Anthropic with something that is answered with 400
 * (ids, blank texts, sampling, thinking), or a conversation that has lost a turn.
 */
import { describe, expect, test } from "bun:test";
import { at, convert, refusalOf, type Body, type Conversion } from "../../support/convert.ts";

const toClaude: Conversion = { from: "openai-chat", to: "anthropic-messages" };
const toNew: Conversion = { ...toClaude, model: "claude-opus-5-5" };
const toOld: Conversion = { ...toClaude, model: "claude-sonnet-4-5" };

function request(fields: Body): Body {
  return { messages: [{ role: "user", content: "hello" }], ...fields };
}

const read = { type: "function", function: { name: "read", parameters: { type: "object" } } };

function call(id: string, args = "{}"): Body {
  return { id, type: "function", function: { name: "read", arguments: args } };
}

function loop(...calls: readonly Body[]): readonly Body[] {
  return [
    { role: "user", content: "go" },
    { role: "assistant", content: "", tool_calls: calls },
    ...calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: `result of ${id}` })),
  ];
}

const idsOf = (messages: readonly Body[]) =>
  (convert(request({ tools: [read], messages }), toClaude).body["messages"] as Body[])
    .filter(({ role }) => role === "assistant")
    .map((message) => at(message, "content.0.id"));

const budget = (limit: number) => {
  const fields = request({ reasoning_effort: "high", max_completion_tokens: limit });
  return at(convert(fields, toOld).body, "thinking.budget_tokens");
};

const marks = (body: Body) => JSON.stringify(body).split('"cache_control"').length - 1;

describe("turns", () => {
  test("results of parallel calls are in one user message, ids are accepted and distinct", () => {
    const ids = ["functions.read:0", "functions_read_0", "x".repeat(90)];
    const messages = loop(...ids.map((id) => call(id)));
    const { body } = convert(request({ tools: [read], messages }), toClaude);
    const uses = at(body, "messages.1.content") as Body[];
    const results = at(body, "messages.2.content") as Body[];
    expect(uses).toHaveLength(3);
    expect(new Set(uses.map(({ id }) => id)).size).toBe(3);
    for (const { id } of uses) expect(id).toMatch(/^[\w-]{1,64}$/);
    expect(results.map((each) => each["tool_use_id"])).toEqual(uses.map(({ id }) => id));
    expect(results.map(({ content }) => content)).toEqual(ids.map((id) => `result of ${id}`));
  });

  test("an id is the same in every turn, and one that comes again is told apart", () => {
    const once = loop(call("call:0"));
    const twice = [...once, ...loop(call("call:0"))];
    expect(idsOf(twice).slice(0, 1)).toEqual(idsOf(once));
    expect(new Set(idsOf(twice)).size).toBe(2);
  });

  test("a call without a result gets one that says so, a result without a call stays text", () => {
    const dangling = [...loop(call("call_1")).slice(0, 2), { role: "user", content: "stop" }];
    const one = convert(request({ tools: [read], messages: dangling }), toClaude);
    expect(at(one.body, "messages.2.content.0")).toMatchObject({ is_error: true });
    expect(at(one.body, "messages.2.content.1.text")).toBe("stop");
    expect(one.lost).toContain("messages[].tool_calls");
    const orphan = [
      { role: "user", content: "go" },
      { role: "tool", tool_call_id: "gone", content: "late" },
    ];
    expect(convert(request({ messages: orphan }), toClaude).text).toContain("late");
  });
});

describe("turns that are not sent as they are", () => {
  test("blank texts are left out, and a turn that holds nothing else", () => {
    const messages = [
      {
        role: "user",
        content: [
          { type: "text", text: " " },
          { type: "text", text: "real" },
        ],
      },
      { role: "assistant", content: "\n" },
      { role: "user", content: "" },
      { role: "user", content: "end" },
    ];
    const { body } = convert(request({ messages }), toClaude);
    expect(body["messages"]).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "real" },
          { type: "text", text: "end" },
        ],
      },
    ]);
  });

  test("an answer that has begun is continued by old models, and asked for by new ones", () => {
    const messages = [
      { role: "user", content: "json" },
      { role: "assistant", content: '{"a": ' },
    ];
    const old = convert(request({ messages }), toOld).body["messages"] as Body[];
    expect(at(old.at(-1), "content.0.text")).toBe('{"a":');
    const recent = convert(request({ messages }), toNew);
    expect(at(recent.body, "messages.2.role")).toBe("user");
    expect(recent.lost).toContain("messages");
  });
});

describe("thinking", () => {
  test("an effort is a budget, or adaptive with that effort", () => {
    const fields = request({ reasoning_effort: "high", max_completion_tokens: 32_000 });
    expect(convert(fields, toOld).body["thinking"]).toEqual({
      type: "enabled",
      budget_tokens: 24_576,
    });
    const recent = convert(fields, toNew).body;
    expect(recent["thinking"]).toEqual({ type: "adaptive" });
    expect(recent["output_config"]).toEqual({ effort: "high" });
  });

  test("the budget leaves room for an answer, or there is none", () => {
    expect(budget(10_000)).toBe(8_000);
    expect(budget(1_500)).toBe(1_200);
    expect(budget(1_100)).toBe(1_024);
    expect(budget(1_024)).toBeUndefined();
  });

  test.each([toOld, toClaude, toNew])(
    "none beside a forced tool, and then it is declared",
    (to) => {
      const fields = { reasoning_effort: "high", tools: [read], tool_choice: "required" };
      const { body, lost } = convert(request(fields), to);
      expect(body["thinking"]).toBeUndefined();
      expect(body["tool_choice"]).toEqual({ type: "any" });
      expect(lost).toContain("reasoning_effort");
    },
  );

  test("unsigned reasoning becomes no block, and a budget waits until the loop is over", () => {
    const messages = [...loop(call("call_1"))];
    const [go, answer, result] = messages;
    const thought = { ...answer, reasoning_content: "THOUGHT" };
    const fields = { reasoning_effort: "high", tools: [read], messages: [go, thought, result] };
    const { body, text, lost } = convert(request(fields), toOld);
    expect(text).not.toContain("THOUGHT");
    expect(body["thinking"]).toBeUndefined();
    expect(lost).toEqual(
      expect.arrayContaining(["reasoning_effort", "messages[].reasoning_content"]),
    );
  });

  test("sampling stays behind where thinking or the model forbids it", () => {
    const sampling = { temperature: 0.2, top_p: 0.9 };
    expect(convert(request(sampling), toNew).body).not.toHaveProperty("temperature");
    expect(convert(request(sampling), toOld).body).toMatchObject({ temperature: 0.2 });
    expect(convert(request(sampling), toOld).body).not.toHaveProperty("top_p");
    const thinking = convert(request({ ...sampling, reasoning_effort: "low" }), toOld);
    expect(thinking.body).not.toHaveProperty("temperature");
    expect(convert(request({ temperature: 1.7 }), toOld).body).toMatchObject({ temperature: 1 });
  });
});

describe("tools and formats", () => {
  test.each([
    ["auto", {}, { type: "auto" }],
    ["none", { parallel_tool_calls: false }, { type: "none" }],
    ["required", { parallel_tool_calls: false }, { type: "any", disable_parallel_tool_use: true }],
    [undefined, { parallel_tool_calls: false }, { type: "auto", disable_parallel_tool_use: true }],
    [{ type: "function", function: { name: "read" } }, {}, { type: "tool", name: "read" }],
  ])("choice %j %j", (tool_choice, fields, expected) => {
    const { body } = convert(request({ tools: [read], tool_choice, ...fields }), toClaude);
    expect(body["tool_choice"]).toEqual(expected);
  });

  test("only the allowed tools are told", () => {
    const write = { type: "function", function: { name: "write" } };
    const tools = [{ type: "function", function: { name: "write" } }];
    const tool_choice = { type: "allowed_tools", allowed_tools: { mode: "required", tools } };
    const { body } = convert(request({ tools: [read, write], tool_choice }), toClaude);
    expect((body["tools"] as Body[]).map(({ name }) => name)).toEqual(["write"]);
    expect(body["tool_choice"]).toEqual({ type: "any" });
  });

  test("a choice of a tool that is not there is refused", () => {
    const tool_choice = { type: "function", function: { name: "gone" } };
    expect(refusalOf(request({ tools: [read], tool_choice }), toClaude)).toContain("gone");
  });

  test("a demanded schema is enforced by what the model has", () => {
    const schema = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
    const fields = request({
      response_format: { type: "json_schema", json_schema: { name: "out", schema } },
    });
    const recent = convert(fields, toClaude);
    expect(at(recent.body, "output_config.format.schema")).toEqual({
      ...schema,
      additionalProperties: false,
    });
    const old = convert(fields, { ...toClaude, model: "claude-sonnet-4-20250514" });
    expect(old.crossing.formatTool).toBe("json_answer");
    expect(old.body["tool_choice"]).toEqual({ type: "tool", name: "json_answer" });
    expect(at(old.body, "tools.0.input_schema")).toEqual(schema);
  });

  test("alternatives at the top of a tool's schema become one object", () => {
    const one = { type: "object", properties: { a: { type: "string" } } };
    const other = { type: "object", properties: { b: { type: "number" } } };
    const tool = { type: "function", function: { name: "t", parameters: { anyOf: [one, other] } } };
    const { body, lost } = convert(request({ tools: [tool] }), toClaude);
    expect(at(body, "tools.0.input_schema")).toEqual({
      type: "object",
      properties: { a: { type: "string" }, b: { type: "number" } },
    });
    expect(lost).toContain("tools[].function.parameters");
  });
});

describe("caching", () => {
  const messages = [{ role: "system", content: "S" }, ...loop(call("call_1"))];

  test("agents get breakpoints after the instructions and the last user turns", () => {
    const { body } = convert(request({ tools: [read], messages }), toClaude);
    expect(at(body, "system.0.cache_control")).toEqual({ type: "ephemeral" });
    expect(at(body, "messages.2.content.0.cache_control")).toEqual({ type: "ephemeral" });
    expect(marks(body)).toBe(3);
    const long = { prompt_cache_retention: "24h", tools: [read], messages };
    expect(at(convert(request(long), toClaude).body, "system.0.cache_control.ttl")).toBe("1h");
  });

  test("the client's own count alone, four of them at most, and a lone question gets none", () => {
    const part = { type: "text", text: "x", cache_control: { type: "ephemeral" } };
    const own = [{ role: "user", content: [part, part] }];
    expect(marks(convert(request({ tools: [read], messages: own }), toClaude).body)).toBe(2);
    const many = [{ role: "user", content: Array.from({ length: 6 }, () => part) }];
    const cut = convert(request({ messages: many }), toClaude);
    expect(marks(cut.body)).toBe(4);
    expect(cut.lost).toContain("cache_control");
    expect(marks(convert(request({}), toClaude).body)).toBe(0);
  });
});

test("several answers, and state at a provider, are refused", () => {
  expect(refusalOf(request({ n: 2 }), toClaude)).toContain("n must be 1");
  expect(refusalOf(request({ modalities: ["text", "audio"] }), toClaude)).toContain("modalities");
  expect(refusalOf(request({ n: 1, modalities: ["text"] }), toClaude)).toBeNull();
});

test("Cursor's body of Responses at the Chat endpoint is understood, also by Chat", () => {
  const body = {
    input: [
      { role: "system", content: "SYS" },
      { role: "user", content: [{ type: "input_text", text: "from cursor" }] },
    ],
  };
  const claude = convert(body, toClaude);
  expect(at(claude.body, "system.0.text")).toBe("SYS");
  expect(claude.text).toContain("from cursor");
  expect(claude.crossing.from).toBe("openai-chat");
  const chat = convert(body, { from: "openai-chat", to: "openai-chat" });
  expect(at(chat.body, "messages.1.content")).toBe("from cursor");
});
