// What could go wrong: a tool of Messages gets lost on its way to Chat, or another name each turn.
import { describe, expect, test } from "bun:test";
import { at, convert, refusalOf, type Body, type Conversion } from "../../support/convert.ts";

const toChat: Conversion = { from: "anthropic-messages", to: "openai-chat" };
const read = {
  name: "read",
  description: "Reads",
  input_schema: { type: "object", properties: {} },
};

function request(fields: Body): Body {
  return { max_tokens: 1_000, messages: [{ role: "user", content: "hello" }], ...fields };
}

describe("tools", () => {
  test("a long name is shortened to the same name each time, and turned back", () => {
    const name = `mcp__plugin_${"long_server_name_".repeat(4)}tool_a`;
    const tools = [
      { ...read, name },
      { ...read, name: `${name.slice(0, -1)}b` },
    ];
    const { body, crossing } = convert(request({ tools }), toChat);
    const told = at(body, "tools.0.function.name") as string;
    expect(told.length).toBeLessThanOrEqual(64);
    expect(told).not.toBe(at(body, "tools.1.function.name"));
    expect(crossing.toolNames.get(told)).toEqual({ name, kind: "function", namespace: null });
    const alone = convert(request({ tools: tools.slice(0, 1) }), toChat);
    expect(at(alone.body, "tools.0.function.name")).toBe(told);
  });

  test("tools that come and go between turns count for the whole request", () => {
    const late = { ...read, name: "late" };
    const messages = [
      { role: "user", content: "go" },
      {
        role: "system",
        content: [
          { type: "tool_addition", tool: late },
          { type: "tool_removal", tool: { type: "tool_reference", name: "read" } },
        ],
      },
    ];
    const { body } = convert(request({ tools: [read], messages }), toChat);
    expect((body["tools"] as Body[]).map((tool) => at(tool, "function.name"))).toEqual(["late"]);
  });

  test("a provider's own tool is left out beside others, and refused alone or when forced", () => {
    const search = { type: "web_search_20250305", name: "web_search" };
    const { body, lost } = convert(request({ tools: [read, search] }), toChat);
    expect(body["tools"]).toHaveLength(1);
    expect(lost).toContain("tools[].web_search");
    expect(refusalOf(request({ tools: [search] }), toChat)).toContain("web_search");
    const messages = ["user", "assistant", "user"].map((role) => ({ role, content: "go on" }));
    expect(refusalOf(request({ tools: [search], messages }), toChat)).toBeNull();
    const tool_choice = { type: "tool", name: "web_search" };
    expect(refusalOf(request({ tools: [read, search], tool_choice }), toChat)).not.toBeNull();
  });
});
