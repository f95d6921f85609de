// What could go wrong: blocks of the provider's own tools, signatures, citations or stop reasons of
// Messages get lost, or a server that is only compatible is not understood.
import { describe, expect, test } from "bun:test";
import { outline, readEvents } from "../../support/read-answer.ts";

const event = (type: string, fields: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const begin = (index: number, block: object) =>
  event("content_block_start", { index, content_block: block });
const delta = (index: number, type: string, fields: object) =>
  event("content_block_delta", { index, delta: { type, ...fields } });
const end = (index: number) => event("content_block_stop", { index });
const stop = (reason: string, fields: object = {}) =>
  event("message_delta", {
    delta: { stop_reason: reason, ...fields },
    usage: { output_tokens: 9 },
  });
const start = event("message_start", {
  message: { id: "msg_1", model: "claude", usage: { input_tokens: 3, output_tokens: 1 } },
});
const over = event("message_stop");

const tool = (id: string, input: object) => ({ type: "tool_use", id, name: "t", input });

function read(...events: readonly string[]): string[] {
  return outline(readEvents("anthropic-messages", events.join("")));
}

describe("blocks", () => {
  test("thinking with its signature, redacted thinking, text with citations", () => {
    const location = { type: "web_search_result_location", url: "https://a.b", cited_text: "c" };
    expect(
      read(
        start,
        begin(0, { type: "thinking", thinking: "", signature: "" }),
        delta(0, "thinking_delta", { thinking: "hm" }),
        delta(0, "signature_delta", { signature: "SIG" }),
        end(0),
        begin(1, { type: "redacted_thinking", data: "R" }),
        end(1),
        begin(2, { type: "text", text: "" }),
        delta(2, "text_delta", { text: "so" }),
        delta(2, "citations_delta", { citation: location }),
        end(2),
        stop("end_turn"),
        over,
      ),
    ).toEqual(["thinking|hm signed SIG", "thinking|", "text|so cites https://a.b", "end"]);
  });

  test("tools: arguments in deltas, none, or with the beginning; the provider's own", () => {
    expect(
      read(
        start,
        begin(0, tool("a", {})),
        delta(0, "input_json_delta", { partial_json: "" }),
        delta(0, "input_json_delta", { partial_json: '{"x":1}' }),
        end(0),
        begin(1, tool("b", {})),
        end(1),
        begin(2, tool("c", { y: 2 })),
        end(2),
        begin(3, { type: "server_tool_use", id: "s", name: "web_search", input: {} }),
        delta(3, "input_json_delta", { partial_json: '{"query":"q"}' }),
        end(3),
        begin(4, { type: "web_search_tool_result", tool_use_id: "s", content: [] }),
        end(4),
        begin(5, { type: "compaction_of_the_future" }),
        end(5),
        stop("tool_use"),
        over,
      ),
    ).toEqual([
      'function t a|{"x":1}',
      "function t b|",
      'function t c|{"y":2}',
      'web_search|{"query":"q"}',
      "web_search|",
      "compaction_of_the_future|",
      "tool-calls",
    ]);
  });

  test("a missing beginning, a missing end, and events of the future", () => {
    expect(
      read(
        start,
        delta(0, "text_delta", { text: "a" }),
        event("zzz_future", { index: 0 }),
        begin(1, { type: "text", text: "b" }),
        delta(0, "text_delta", { text: "late" }),
        stop("end_turn"),
        over,
      ),
    ).toEqual(["text|a", "text|b", "end"]);
  });
});

describe("the end", () => {
  test("each reason", () => {
    const reasons = Object.entries({
      end_turn: "end",
      stop_sequence: "stop-sequence",
      max_tokens: "output-limit",
      model_context_window_exceeded: "context-limit",
      pause_turn: "paused",
      refusal: "refused",
    });
    for (const [word, reason] of reasons) expect(read(start, stop(word), over)).toEqual([reason]);
  });

  test("the sequence, the details, and counts that replace those of the start", () => {
    const details = { type: "refusal", category: "cyber", explanation: null };
    const last = readEvents(
      "anthropic-messages",
      [
        start,
        event("message_delta", {
          delta: { stop_reason: "stop_sequence", stop_sequence: "END", stop_details: details },
          usage: {
            input_tokens: 50,
            cache_read_input_tokens: 7,
            output_tokens: 20,
            output_tokens_details: { thinking_tokens: 4 },
            server_tool_use: { web_search_requests: 2 },
          },
        }),
        over,
      ].join(""),
    ).at(-1);
    expect(last).toMatchObject({
      type: "answer-end",
      stop: { reason: "stop-sequence", sequence: "END", details },
      usage: {
        input: 50,
        cacheRead: 7,
        output: 20,
        reasoning: 4,
        serverToolCalls: { web_search: 2 },
      },
    });
  });

  test("without message_stop a reason is enough; without both the answer is not whole", () => {
    expect(read(start, stop("end_turn"))).toEqual(["end"]);
    expect(read(start, begin(0, { type: "text", text: "a" })).at(-1)).toStartWith("server: ");
  });

  test("an error is the last that is heard", () => {
    const error = { type: "overloaded_error", message: "Overloaded" };
    expect(read(start, event("error", { error }), over)).toEqual(["overloaded: Overloaded"]);
  });
});
