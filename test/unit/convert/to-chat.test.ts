/**
 * What could go wrong: a Messages request reaches an OpenAI-type provider with something lost that
 * it could have said, or with something in it that the provider answers with 400.
 */
import { describe, expect, test } from "bun:test";
import { at, convert, refusalOf, type Body, type Conversion } from "../../support/convert.ts";

const toChat: Conversion = { from: "anthropic-messages", to: "openai-chat" };
const toLegacy: Conversion = { ...toChat, model: "gpt-4.1" };
const toOther: Conversion = { ...toChat, provider: "custom", model: "foo-chat" };

function request(fields: Body): Body {
  return { max_tokens: 1_000, messages: [{ role: "user", content: "hello" }], ...fields };
}

const read = {
  name: "read",
  description: "Reads",
  input_schema: { type: "object", properties: {} },
};
const calls = [
  { type: "tool_use", id: "toolu_1", name: "read", input: { path: "a" } },
  { type: "tool_use", id: "toolu_2", name: "read", input: {} },
];
const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } };
const pdf = {
  type: "document",
  title: "a.pdf",
  source: { type: "base64", media_type: "application/pdf", data: "JVBE" },
};

describe("instructions", () => {
  test("the billing line never reaches another provider, and what follows it does", () => {
    const line = "x-anthropic-billing-header: cc_version=2.1; cch=71fea;";
    const block = convert(
      request({
        system: [
          { type: "text", text: line },
          { type: "text", text: "Be terse." },
        ],
      }),
      toChat,
    );
    expect(at(block.body, "messages.0")).toEqual({ role: "developer", content: "Be terse." });
    const joined = convert(request({ system: `${line}\nBe terse.` }), toChat);
    expect(at(joined.body, "messages.0.content")).toBe("Be terse.");
    expect(block.body["prompt_cache_key"]).toBe(joined.body["prompt_cache_key"]);
  });

  test("in mid-conversation they keep their authority where that is known, and their place", () => {
    const messages = [
      { role: "user", content: "one" },
      { role: "system", content: "be brief" },
      { role: "assistant", content: "two" },
      { role: "user", content: "three" },
    ];
    expect(at(convert(request({ messages }), toChat).body, "messages.1")).toEqual({
      role: "developer",
      content: "be brief",
    });
    const roles = at(convert(request({ messages }), toOther).body, "messages") as Body[];
    expect(roles.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(JSON.stringify(roles[0])).toContain("<system>\\nbe brief\\n</system>");
  });
});

describe("tool results", () => {
  const messages = [
    { role: "user", content: "go" },
    { role: "assistant", content: [{ type: "text", text: "Looking." }, ...calls] },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "toolu_2", content: "boom", is_error: true },
        {
          type: "tool_result",
          tool_use_id: "toolu_1",
          content: [{ type: "text", text: "shot" }, image],
        },
        { type: "text", text: "and now?" },
      ],
    },
  ];

  test("come first, one message each; images and the user's words follow", () => {
    const { body } = convert(request({ tools: [read], messages }), toChat);
    const [, answer, first, second, user] = body["messages"] as Body[];
    expect(answer).toMatchObject({ role: "assistant", content: "Looking." });
    expect(at(answer, "tool_calls.1.function.arguments")).toBe("{}");
    expect(first).toEqual({ role: "tool", tool_call_id: "toolu_1", content: "shot" });
    expect(second).toEqual({ role: "tool", tool_call_id: "toolu_2", content: "Error: boom" });
    const kinds = (at(user, "content") as Body[]).map(({ type }) => type);
    expect(kinds).toEqual(["text", "image_url", "text"]);
  });

  test("a message between a call and its result waits until the result has been said", () => {
    const [go, called, answered] = messages;
    const mixed = [go, called, { role: "system", content: "note" }, answered];
    const { body } = convert(request({ tools: [read], messages: mixed }), toChat);
    const roles = (body["messages"] as Body[]).map(({ role }) => role);
    expect(roles).toEqual(["user", "assistant", "tool", "tool", "user", "developer", "user"]);
  });
});

describe("media", () => {
  test("a PDF is sent where it can be read, and otherwise the model is told", () => {
    const messages = [{ role: "user", content: [pdf, { type: "text", text: "sum up" }] }];
    const seen = convert(request({ messages }), toChat);
    expect(at(seen.body, "messages.0.content.0.file")).toEqual({
      filename: "a.pdf",
      file_data: "data:application/pdf;base64,JVBE",
    });
    const unread = convert(request({ messages }), toOther);
    expect(unread.text).toContain('document \\"a.pdf\\" was left out');
    expect(unread.lost).toContain("messages[].document");
  });
});

describe("thinking", () => {
  const messages = [
    { role: "user", content: "go" },
    {
      role: "assistant",
      content: [{ type: "thinking", thinking: "hmm", signature: "sig" }, calls[0]],
    },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "r" }] },
  ];

  test("goes where the provider wants it back, and is declared lost elsewhere", () => {
    const kept = convert(request({ tools: [read], messages }), toOther);
    expect(at(kept.body, "messages.1.reasoning_content")).toBe("hmm");
    expect(kept.lost).toEqual([]);
    const lost = convert(request({ tools: [read], messages }), toChat);
    expect(lost.text).not.toContain("hmm");
    expect(lost.lost).toContain("messages[].content[].thinking");
  });

  test("DeepSeek gets its field even when there is no thinking", () => {
    const without = [messages[0], { role: "assistant", content: [calls[0]] }, messages[2]];
    const { body } = convert(request({ tools: [read], messages: without }), {
      ...toChat,
      provider: "deepseek",
      model: "deepseek-reasoner",
    });
    expect(at(body, "messages.1.reasoning_content")).toBe("");
  });

  test.each([
    [{ thinking: { type: "enabled", budget_tokens: 1_024 } }, "low"],
    [{ thinking: { type: "enabled", budget_tokens: 8_000 } }, "medium"],
    [{ thinking: { type: "enabled", budget_tokens: 31_999 } }, "high"],
    [{ thinking: { type: "disabled" } }, "none"],
    [{ thinking: { type: "adaptive" }, output_config: { effort: "low" } }, "low"],
    [{ thinking: { type: "adaptive" }, output_config: { effort: "max" } }, "high"],
    [{ thinking: { type: "adaptive" } }, undefined],
  ])("%j is effort %s", (fields, effort) => {
    expect(convert(request(fields), toChat).body["reasoning_effort"]).toBe(effort);
  });

  test("the last effort of a turn counts for the request", () => {
    const turns = [
      { role: "user", content: "go" },
      { role: "system", content: [], output_config: { effort: "low" } },
    ];
    const fields = {
      messages: turns,
      thinking: { type: "adaptive" },
      output_config: { effort: "high" },
    };
    expect(convert(request(fields), toChat).body["reasoning_effort"]).toBe("low");
  });
});

const keyOf = (body: Body) => convert(body, toChat).body["prompt_cache_key"];

const format = (schema: Body) => ({
  output_config: { format: { type: "json_schema", schema } },
});

const strictOf = (schema: Body) =>
  at(convert(request(format(schema)), toChat).body, "response_format.json_schema.strict");

describe("fields", () => {
  test.each([
    [toChat, { max_completion_tokens: 1_000 }, "temperature"],
    [toLegacy, { max_completion_tokens: 1_000, temperature: 0.3, top_p: 0.9 }, "top_k"],
    [toOther, { max_tokens: 1_000, temperature: 0.3, top_p: 0.9 }, "top_k"],
  ])("limits and sampling as the model takes them (%#)", (conversion, expected, lost) => {
    const { body, lost: losses } = convert(
      request({ temperature: 0.3, top_p: 0.9, top_k: 40 }),
      conversion,
    );
    expect(body).toMatchObject(expected);
    expect(losses).toContain(lost);
    expect("temperature" in body).toBe("temperature" in expected);
  });

  test("the limit is kept within the model's", () => {
    const { body, lost } = convert(request({ max_tokens: 200_000 }), { ...toChat, outputLimit: 9 });
    expect(body["max_completion_tokens"]).toBe(9);
    expect(lost).toContain("max_tokens");
  });

  test("Claude Code's user id names the person, and its session is the cache key", () => {
    const id = { device_id: "d".repeat(64), account_uuid: "", session_id: "session-1" };
    const userOf = (session: string) => {
      const metadata = { user_id: JSON.stringify({ ...id, session_id: session }) };
      return convert(request({ metadata }), toChat).body;
    };
    const [one, other] = [userOf("session-1"), userOf("session-2")];
    expect(one["prompt_cache_key"]).toBe("session-1");
    expect(one["safety_identifier"]).toHaveLength(64);
    expect(one["safety_identifier"]).toBe(other["safety_identifier"]);
    expect(other["prompt_cache_key"]).toBe("session-2");
  });

  test("without a session two turns of a conversation have one cache key", () => {
    const first = request({ system: "S" });
    const second = request({
      system: "S",
      messages: [
        { role: "user", content: "hello" },
        { role: "assistant", content: "hi" },
        { role: "user", content: "more" },
      ],
    });
    expect(keyOf(first)).toBe(keyOf(second));
    expect(keyOf(first)).not.toBe(keyOf(request({ system: "T" })));
  });

  test("a schema is strict only where OpenAI takes it so", () => {
    const closed = {
      type: "object",
      properties: { a: { type: "string" } },
      required: ["a"],
      additionalProperties: false,
    };
    expect(strictOf(closed)).toBe(true);
    expect(strictOf({ ...closed, required: [] })).toBe(false);
  });

  test("a number that no double holds keeps its digits", () => {
    const text = `{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"read","input":{"id":12345678901234567890}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"r"}]}]}`;
    const { body } = convert(text, toChat);
    expect(at(body, "messages.1.tool_calls.0.function.arguments")).toBe(
      '{"id":12345678901234567890}',
    );
  });
});

test("strict refuses what lossy declares", () => {
  const fields = request({ top_k: 5, context_management: { edits: [] } });
  const refusal = refusalOf(fields, { ...toChat, policy: "strict" });
  expect(refusal).toContain("top_k");
  expect(refusal).toContain("context_management");
  expect(refusalOf(request({}), { ...toChat, policy: "strict" })).toBeNull();
});

test("what is no JSON object is refused", () => {
  for (const text of ["", "null", "[]", "{"]) expect(refusalOf(text, toChat)).not.toBeNull();
});
