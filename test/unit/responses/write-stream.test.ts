// What could go wrong: Codex loses tool calls, gets its free text wrapped, or waits for an item that
// never ends; an SDK refuses the stream because an id or an index does not fit.
import { describe, expect, test } from "bun:test";
import { createResponsesWriter } from "../../../src/responses/write-stream.ts";
import type { StopReason } from "../../../src/vocabulary/answer.ts";
import type { Citation, Part } from "../../../src/vocabulary/part.ts";
import { eventsOf } from "../../../src/vocabulary/whole-answer.ts";
import { answerOf, writerOptionsForTests } from "../../support/answers.ts";
import { hear } from "../../support/hear.ts";
import { expectLawful, writtenEvents } from "../../support/stream-laws.ts";

interface Written {
  readonly bytes: Buffer;
  readonly last: { readonly type: string; readonly response: Response };
}

interface Response {
  readonly status: string;
  readonly output: readonly Readonly<Record<string, unknown>>[];
  readonly [field: string]: unknown;
}

function write(parts: readonly Part[], reason: StopReason = "end", given = {}): Written {
  const writer = createResponsesWriter(writerOptionsForTests(given));
  const bytes = Buffer.from(eventsOf(answerOf(parts, reason)).map(writer.write).join(""));
  expect(expectLawful("openai-responses", bytes)).toBe("whole");
  return { bytes, last: writtenEvents(bytes).at(-1)?.data as unknown as Written["last"] };
}

const text = (value: string, citations: readonly Citation[] = []): Part => ({
  type: "text",
  text: value,
  citations,
});
const call = (fields: Partial<Extract<Part, { type: "tool-call" }>>): Part => ({
  type: "tool-call",
  id: "call_1",
  name: "f",
  kind: "function",
  input: "",
  ...fields,
});

describe("items", () => {
  test("texts in a row are one text of one message", async () => {
    const citation: Citation = {
      url: "https://a.b",
      title: "t",
      citedText: null,
      start: null,
      end: null,
      dialect: "anthropic-messages",
      raw: {},
    };
    const { bytes, last } = write([text("one "), text("two", [citation])]);
    expect(last.response.output).toHaveLength(1);
    expect(last.response.output[0]?.["content"]).toMatchObject([
      { text: "one two", annotations: [{ url: "https://a.b", start_index: 4, end_index: 7 }] },
    ]);
    expect((await hear({ dialect: "openai-responses", bytes, isStream: true })).text).toBe(
      "one two",
    );
  });

  test("no arguments are an empty object; free text stays free; a namespace stays apart", () => {
    const { last } = write(
      [
        call({}),
        call({ id: "call_2", kind: "custom", name: "apply_patch", input: "*** Begin" }),
        call({ id: "call_3", input: '{"x":1}', namespace: "mcp" }),
      ],
      "tool-calls",
    );
    expect(last.response.output).toMatchObject([
      { type: "function_call", call_id: "call_1", arguments: "{}" },
      { type: "custom_tool_call", call_id: "call_2", name: "apply_patch", input: "*** Begin" },
      { type: "function_call", call_id: "call_3", arguments: '{"x":1}', namespace: "mcp" },
    ]);
  });

  test("thinking is a summary, and carries its signature as encrypted content", () => {
    const part: Part = {
      type: "thinking",
      text: "hm",
      origin: "anthropic-messages",
      signature: "S",
    };
    const { last } = write([part]);
    expect(last.response.output).toMatchObject([
      {
        type: "reasoning",
        summary: [{ type: "summary_text", text: "hm" }],
        encrypted_content: `carried:${JSON.stringify({ ...part, text: "hm" })}`,
      },
    ]);
  });

  test("a web search of Anthropic's with what it found is one item", () => {
    const search = {
      type: "server-tool",
      id: "s",
      name: "web_search",
      dialect: "anthropic-messages",
    } as const;
    const found = { content: [{ type: "web_search_result", url: "https://a.b" }] };
    const { last } = write([
      { ...search, phase: "call", input: { query: "q" }, raw: {} },
      { ...search, phase: "result", input: null, raw: found },
    ]);
    expect(last.response.output).toMatchObject([
      { type: "web_search_call", action: { query: "q", sources: [{ url: "https://a.b" }] } },
    ]);
  });
});

describe("the response", () => {
  test("repeats the request, and says why it is not complete", () => {
    const echo = { tools: [{ type: "function" }], model: "other", temperature: 0.5 };
    const { last } = write([text("cut")], "output-limit", { echo });
    expect(last).toMatchObject({
      type: "response.incomplete",
      response: {
        status: "incomplete",
        incomplete_details: { reason: "max_output_tokens" },
        model: "the-client's-model",
        temperature: 0.5,
        tools: [{ type: "function" }],
        output: [{ status: "incomplete" }],
      },
    });
  });

  test("a failure is the SDK's error, wherever the stream was", async () => {
    const writer = createResponsesWriter(writerOptionsForTests());
    const [start, ...begun] = eventsOf(answerOf([text("half")])).slice(0, 3);
    const error = {
      status: 529,
      kind: "overloaded",
      message: "busy",
      code: null,
      param: null,
      requestId: null,
    } as const;
    const events = [...(start === undefined ? [] : [start]), ...begun];
    const written = [...events, { type: "answer-error", error } as const]
      .map(writer.write)
      .join("");
    const bytes = Buffer.from(written);
    expect(expectLawful("openai-responses", bytes)).toBe("error");
    await expect(hear({ dialect: "openai-responses", bytes, isStream: true })).rejects.toThrow(
      "busy",
    );
  });
});
