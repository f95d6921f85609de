// What could go wrong: a Responses provider (OpenAI, Codex accounts, servers that are compatible)
// sends a text or arguments only with the finished item, and the client never gets them.
import { describe, expect, test } from "bun:test";
import { outline, readEvents } from "../../support/read-answer.ts";

type Fields = Readonly<Record<string, unknown>>;

const event = (type: string, fields: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const created = event("response.created", { response: { id: "resp_1", created_at: 7 } });
const added = (index: number, item: Fields) =>
  event("response.output_item.added", { output_index: index, item });
const finished = (index: number, item: Fields) =>
  event("response.output_item.done", { output_index: index, item });
const delta = (kind: string, index: number, text: string, fields: Fields = {}) =>
  event(`response.${kind}.delta`, { output_index: index, delta: text, ...fields });
const completed = (output: readonly Fields[] = [], fields: Fields = {}) =>
  event("response.completed", { response: { status: "completed", output, ...fields } });

const message = (text: string, fields: Fields = {}): Fields => ({
  id: "msg_1",
  type: "message",
  content: [{ type: "output_text", text, annotations: [] }],
  ...fields,
});
const call = (input: string): Fields => ({
  id: "fc_1",
  type: "function_call",
  call_id: "call_1",
  name: "f",
  arguments: input,
});

const incomplete = (reason: string) =>
  event("response.incomplete", {
    response: { status: "incomplete", incomplete_details: { reason }, output: [] },
  });

function read(...events: readonly string[]): string[] {
  return outline(readEvents("openai-responses", events.join("")));
}

describe("items", () => {
  test("in deltas", () => {
    expect(
      read(
        created,
        added(0, { id: "rs_1", type: "reasoning", summary: [] }),
        delta("reasoning_summary_text", 0, "one", { summary_index: 0 }),
        delta("reasoning_summary_text", 0, "two", { summary_index: 1 }),
        finished(0, {
          id: "rs_1",
          type: "reasoning",
          encrypted_content: "gAAA",
          summary: [{ text: "one" }, { text: "two" }],
        }),
        added(1, message("")),
        delta("output_text", 1, "Hel", { content_index: 0 }),
        delta("output_text", 1, "lo", { content_index: 0 }),
        finished(1, message("Hello")),
        added(2, call("")),
        delta("function_call_arguments", 2, '{"x":1}'),
        finished(2, call('{"x":1}')),
        completed(),
      ),
    ).toEqual([
      "thinking|one\n\ntwo sealed gAAA",
      "text|Hello",
      'function f call_1|{"x":1}',
      "end",
    ]);
  });
});

describe("what deltas leave out", () => {
  test("only when they are finished, or only with the response", () => {
    const output = [message("Hello"), call('{"x":1}')];
    const expected = ["text|Hello", 'function f call_1|{"x":1}', "end"];
    expect(
      read(created, ...output.map((item, index) => finished(index, item)), completed()),
    ).toEqual(expected);
    expect(read(created, completed(output))).toEqual(expected);
    expect(
      read(created, added(0, message("")), delta("output_text", 0, "Hel"), completed(output)),
    ).toEqual(expected);
  });

  test("once, though they come with the response again", () => {
    const output = [
      { id: "ws_1", type: "web_search_call", action: { type: "search", query: "q" } },
      message("Hello"),
    ];
    const events = output.map((item, index) => finished(index, item));
    expect(read(created, ...events, completed(output))).toEqual([
      "web_search|",
      "text|Hello",
      "end",
    ]);
  });

  test("free text, refusals, citations, and calls of the provider's own tools", () => {
    const annotation = { type: "url_citation", url: "https://a.b", title: "t" };
    const patch = {
      id: "ctc",
      type: "custom_tool_call",
      call_id: "c",
      name: "patch",
      input: "***",
    };
    expect(
      read(
        created,
        completed([
          { id: "ws_1", type: "web_search_call", action: { type: "search", query: "q" } },
          { id: "lsc", type: "local_shell_call" },
          message("", { content: [{ type: "refusal", refusal: "No." }] }),
          message("", {
            content: [{ type: "output_text", text: "so", annotations: [annotation] }],
          }),
          patch,
        ]),
      ),
    ).toEqual([
      "web_search|",
      "local_shell_call|",
      "refusal|No.",
      "text|so cites https://a.b",
      "custom patch c|***",
      "end",
    ]);
  });
});

describe("the end", () => {
  test("why it is not complete", () => {
    expect(read(created, incomplete("max_output_tokens"))).toEqual(["output-limit"]);
    expect(read(created, incomplete("content_filter"))).toEqual(["filtered"]);
  });

  test("failures in both of their shapes, of which the first counts", () => {
    const error = { type: "insufficient_quota", code: "insufficient_quota", message: "used up" };
    const failed = event("response.failed", { response: { status: "failed", error } });
    expect(read(created, failed)).toEqual(["quota: used up"]);
    expect(read(created, event("error", { error }), failed)).toEqual(["quota: used up"]);
    expect(
      read(created, event("error", { code: "server_is_overloaded", message: "busy" })),
    ).toEqual(["overloaded: busy"]);
  });

  test("a stream without it is not whole", () => {
    expect(read(created, finished(0, message("Hello"))).at(-1)).toStartWith("server: ");
  });
});
