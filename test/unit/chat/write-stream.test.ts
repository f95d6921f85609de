// What could go wrong: an OpenAI client gets a call whose arguments it cannot parse, a usage chunk
// that it did not ask for, or none that it did ask for.
import { describe, expect, test } from "bun:test";
import { writeChatAnswer } from "../../../src/chat/write-message.ts";
import { createChatWriter } from "../../../src/chat/write-stream.ts";
import type { Answer } from "../../../src/vocabulary/answer.ts";
import type { Citation, Part } from "../../../src/vocabulary/part.ts";
import { eventsOf } from "../../../src/vocabulary/whole-answer.ts";
import { answerOf, writerOptionsForTests } from "../../support/answers.ts";
import { hear } from "../../support/hear.ts";
import { expectLawful, writtenEvents } from "../../support/stream-laws.ts";

const usage = {
  input: 100,
  cacheRead: 20,
  cacheWrite5m: 3,
  cacheWrite1h: 4,
  output: 50,
  reasoning: 10,
  serverToolCalls: {},
};

function write(answer: Answer, given = {}): Buffer {
  const writer = createChatWriter(writerOptionsForTests(given));
  const bytes = Buffer.from(eventsOf(answer).map(writer.write).join(""));
  expect(expectLawful("openai-chat", bytes)).toBe("whole");
  return bytes;
}

function deltas(answer: Answer): unknown[] {
  return writtenEvents(write(answer)).flatMap(({ data }) => {
    const choices = typeof data === "string" ? [] : (data["choices"] as { delta: object }[]);
    return choices.map(({ delta }) => delta);
  });
}

const citation: Citation = {
  url: "https://a.b",
  title: null,
  citedText: null,
  start: null,
  end: null,
  dialect: "anthropic-messages",
  raw: {},
};

describe("what is said", () => {
  test("calls are counted apart from texts; no arguments are an empty object", () => {
    const parts: Part[] = [
      { type: "text", text: "first" },
      { type: "tool-call", id: "1", name: "f", kind: "function", input: "" },
      { type: "tool-call", id: "2", name: "g", kind: "custom", input: "free" },
    ];
    expect(deltas(answerOf(parts, "tool-calls"))).toEqual([
      { role: "assistant", content: "" },
      { content: "first" },
      {
        tool_calls: [
          { index: 0, id: "1", type: "function", function: { name: "f", arguments: "" } },
        ],
      },
      { tool_calls: [{ index: 0, function: { arguments: "{}" } }] },
      { tool_calls: [{ index: 1, id: "2", type: "custom", custom: { name: "g", input: "" } }] },
      { tool_calls: [{ index: 1, custom: { input: "free" } }] },
      {},
    ]);
  });

  test("sources point at the text that they support", () => {
    const parts: Part[] = [
      { type: "text", text: "one " },
      { type: "text", text: "two", citations: [citation, { ...citation, url: null }] },
    ];
    expect(deltas(answerOf(parts))[3]).toEqual({
      annotations: [
        {
          type: "url_citation",
          url_citation: { url: "https://a.b", title: "https://a.b", start_index: 4, end_index: 7 },
        },
      ],
    });
  });

  test("thinking is shown, and what only its provider can read is carried", () => {
    const thinking: Part = { type: "thinking", text: "hm", origin: "anthropic-messages" };
    const signed: Part = { ...thinking, signature: "S" };
    expect(deltas(answerOf([thinking])).slice(1, -1)).toEqual([{ reasoning_content: "hm" }]);
    expect(deltas(answerOf([signed])).slice(1, -1)).toMatchObject([
      { reasoning_content: "hm" },
      { reasoning_details: [{ type: "reasoning.encrypted", format: "codegate" }] },
    ]);
    const whole = writeChatAnswer(answerOf([signed]), writerOptionsForTests());
    expect(whole).toMatchObject({
      choices: [{ message: { reasoning_content: "hm", reasoning_details: [{}], content: null } }],
    });
  });

  test("tools that the provider ran are no calls", () => {
    const search: Part = {
      type: "server-tool",
      phase: "call",
      id: "s",
      name: "web_search",
      input: null,
      dialect: "anthropic-messages",
      raw: {},
    };
    const losses: string[] = [];
    const lose = ({ path }: { readonly path: string }) => losses.push(path);
    write(answerOf([search]), { lose });
    expect(losses).toEqual(["web_search"]);
  });
});

const usageChunks = (bytes: Buffer) =>
  writtenEvents(bytes).filter(({ data }) => typeof data === "object" && Boolean(data["usage"]));

describe("counts", () => {
  const counted = { ...answerOf([{ type: "text", text: "x" }]), usage };
  test("caches are in the prompt, and reasoning is in the output", async () => {
    expect(usageChunks(write(counted))[0]?.data).toMatchObject({
      choices: [],
      usage: {
        prompt_tokens: 127,
        completion_tokens: 50,
        total_tokens: 177,
        prompt_tokens_details: { cached_tokens: 20, cache_write_tokens: 7 },
        completion_tokens_details: { reasoning_tokens: 10 },
      },
    });
    const heard = await hear({ dialect: "openai-chat", bytes: write(counted), isStream: true });
    expect(heard).toMatchObject({ prompt: 127, cacheRead: 20, output: 50 });
  });

  test("are sent to those who asked, and only when they are known", () => {
    expect(usageChunks(write(counted))).toHaveLength(1);
    expect(usageChunks(write(counted, { wantsStreamUsage: false }))).toHaveLength(0);
    expect(usageChunks(write({ ...counted, usage: null }))).toHaveLength(0);
    const unasked = write(counted, { wantsStreamUsage: false }).toString();
    expect(unasked).not.toContain("usage");
  });
});
