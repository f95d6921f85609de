/** Without this: what is peculiar to one dialect breaks: indices, sequence numbers, odd servers. */
import { describe, expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { parseRemoteTools } from "../../../src/guard/restore/remote-tools.ts";
import { restorerOf, tokenFor } from "../../support/guard-walk.ts";
import { eventsOf, restoreChunks, textsOf } from "../../support/guard-streams.ts";
import { responsesEvents } from "../../support/responses-events.ts";

const original = 'a "b"\n';
const token = tokenFor(original);
const [head, tail] = [token.slice(0, 7), token.slice(7)];
const tools = {
  restorer: restorerOf(new Map([[token, original]])),
  isRemoteTool: parseRemoteTools("remote_*"),
};

function run(dialect: Dialect, events: readonly (object | string)[]): Uint8Array {
  const chunks = events.map((event) =>
    Buffer.from(typeof event === "string" ? event : `data: ${JSON.stringify(event)}\n\n`),
  );
  return restoreChunks(dialect, chunks, tools);
}

const start = (index: number, block: object) => ({
  type: "content_block_start",
  index,
  content_block: block,
});

const blockDelta = (index: number, fields: object) => ({
  type: "content_block_delta",
  index,
  delta: fields,
});

const stop = (index: number) => ({ type: "content_block_stop", index });

const outputEvent = (type: string, index: number, fields: object) => ({
  type: `response.${type}`,
  output_index: index,
  ...fields,
});

const addedItem = (index: number, fields: object) =>
  outputEvent("output_item.added", index, { item: fields });
describe("Anthropic Messages", () => {
  test("blocks that take turns are told apart by their index", () => {
    const output = run("anthropic-messages", [
      start(1, { type: "text", text: "" }),
      start(10, { type: "tool_use", name: "write", input: {} }),
      blockDelta(1, { type: "text_delta", text: head }),
      blockDelta(10, { type: "input_json_delta", partial_json: `{"a":"${head}` }),
      blockDelta(1, { type: "text_delta", text: tail }),
      stop(1),
      blockDelta(10, { type: "input_json_delta", partial_json: `${tail}"}` }),
      stop(10),
    ]);
    expect(textsOf("anthropic-messages", output)).toEqual({
      "1 text": original,
      "10 partial_json": JSON.stringify({ a: original }),
    });
  });

  test.each([
    { type: "server_tool_use", name: "web_search" },
    { type: "mcp_tool_use", name: "ask" },
    { type: "tool_use", name: "remote_ask" },
  ])("the input of %p keeps its token, and the next block does not", (block) => {
    const input = (index: number) =>
      blockDelta(index, { type: "input_json_delta", partial_json: `{"a":"${token}"}` });
    const local = { type: "tool_use", name: "write", input: {} };
    const output = run("anthropic-messages", [
      start(0, { ...block, input: {} }),
      input(0),
      stop(0),
      start(1, local),
      input(1),
    ]);
    expect(textsOf("anthropic-messages", output)).toEqual({
      "0 partial_json": `{"a":"${token}"}`,
      "1 partial_json": JSON.stringify({ a: original }),
    });
  });

  test("whole texts in events: results, citations, compaction, stop sequences", () => {
    const result = { type: "mcp_tool_result", content: [{ type: "text", text: token }] };
    const citation = { type: "char_location", cited_text: token, document_title: token };
    const output = run("anthropic-messages", [
      start(0, result),
      blockDelta(1, { type: "citations_delta", citation }),
      blockDelta(2, { type: "compaction_delta", content: head }),
      blockDelta(2, { type: "compaction_delta", content: tail }),
      { type: "message_delta", delta: { stop_sequence: token } },
    ]);
    const texts = JSON.stringify(eventsOf(output));
    expect(texts).not.toContain("CG_");
    expect(texts.split(JSON.stringify(original).slice(1, -1))).toHaveLength(6);
  });
});

describe("Responses", () => {
  test("an event that was added is counted, and all after it count on", () => {
    const events = responsesEvents([{ text: ["AB", "C"] }, { text: "and more" }, { text: "C" }]);
    const before = eventsOf(Buffer.from(events.join("")));
    const after = eventsOf(run("openai-responses", events));
    expect(after).toHaveLength(before.length + 2);
    expect(after.map((event) => event["sequence_number"] as unknown)).toEqual([...after.keys()]);
    expect(after.at(-1)?.["response"]).toEqual(before.at(-1)?.["response"]);
  });

  test("tools at the provider keep their tokens; the client's own get what was meant", () => {
    const output = run("openai-responses", [
      addedItem(0, { type: "mcp_call", name: "ask", arguments: "" }),
      outputEvent("mcp_call_arguments.delta", 0, { delta: token }),
      outputEvent("mcp_call_arguments.done", 0, { arguments: token }),
      addedItem(1, { type: "function_call", name: "remote_ask", arguments: "" }),
      outputEvent("function_call_arguments.delta", 1, { delta: token }),
      outputEvent("function_call_arguments.done", 1, { arguments: `{"a":"${token}"}` }),
      addedItem(2, { type: "custom_tool_call", name: "apply_patch", input: "" }),
      outputEvent("custom_tool_call_input.delta", 2, { delta: head }),
      outputEvent("custom_tool_call_input.delta", 2, { delta: tail }),
      outputEvent("custom_tool_call_input.done", 2, { input: token }),
      outputEvent("code_interpreter_call_code.delta", 3, { delta: token }),
      outputEvent("reasoning_summary_text.delta", 4, { delta: token }),
      outputEvent("reasoning_summary_text.done", 4, { text: token }),
      outputEvent("reasoning_summary_part.done", 4, {
        part: { type: "summary_text", text: token },
      }),
      outputEvent("refusal.delta", 5, { delta: token }),
    ]);
    const texts = eventsOf(output).flatMap(({ delta, arguments: inputs, input, text, part }) => {
      const value = delta ?? inputs ?? input ?? text ?? part?.["text"];
      return value === undefined ? [] : [String(value)];
    });
    const kept = [token, token, token, `{"a":"${token}"}`];
    const restored = ["", original, original];
    expect(texts).toEqual([...kept, ...restored, token, token, token, token, original]);
  });
});
