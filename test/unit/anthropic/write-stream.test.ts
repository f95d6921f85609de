// What could go wrong: Claude Code shows nothing, or refuses the next turn, because a block is
// empty, unsigned, numbered wrongly or of a kind that its SDK drops.
import { describe, expect, test } from "bun:test";
import { createAnthropicWriter } from "../../../src/anthropic/write-stream.ts";
import { unknownUsage } from "../../../src/base/usage.ts";
import type { Answer } from "../../../src/vocabulary/answer.ts";
import type { Part } from "../../../src/vocabulary/part.ts";
import { eventsOf } from "../../../src/vocabulary/whole-answer.ts";
import { writerOptionsForTests, answerOf } from "../../support/answers.ts";
import { writtenEvents, expectLawful } from "../../support/stream-laws.ts";
import { hear } from "../../support/hear.ts";

function write(answer: Answer, given = {}): Buffer {
  const writer = createAnthropicWriter(writerOptionsForTests(given));
  return Buffer.from(eventsOf(answer).map(writer.write).join(""));
}

function blocks(parts: readonly Part[], given = {}): unknown[] {
  const bytes = write(answerOf(parts), given);
  expect(expectLawful("anthropic-messages", bytes)).toBe("whole");
  return writtenEvents(bytes)
    .map(({ data }) => (typeof data === "string" ? {} : data))
    .flatMap((data) => data["content_block"] ?? data["delta"] ?? []);
}

describe("blocks", () => {
  test("texts that stay empty have none", () => {
    expect(
      blocks([
        { type: "text", text: "" },
        { type: "refusal", text: "" },
      ]),
    ).toHaveLength(1);
  });

  test("empty ones leave no gap in the numbers", () => {
    const empty: Part = { type: "text", text: "" };
    const unsigned: Part = { type: "thinking", text: "", origin: "anthropic-messages" };
    expect(blocks([empty, unsigned, { type: "text", text: "x" }])).toHaveLength(3);
  });

  test("thinking of another provider carries what that one needs as its signature", () => {
    const part: Part = {
      type: "thinking",
      text: "hm",
      origin: "openai-responses",
      itemId: "rs_1",
      encrypted: "gAAA",
    };
    expect(blocks([part]).slice(0, 3)).toEqual([
      { type: "thinking", thinking: "", signature: "" },
      { type: "thinking_delta", thinking: "hm" },
      { type: "signature_delta", signature: `carried:${JSON.stringify(part)}` },
    ]);
    const unread: Part = { ...part, text: "" };
    expect(blocks([unread])[1]).toMatchObject({ type: "signature_delta" });
    expect(blocks([unread], { carry: null })).toHaveLength(1);
  });

  test("a refusal is shown as text", async () => {
    const answer = answerOf([{ type: "refusal", text: "No." }], "refused");
    const heard = await hear({
      dialect: "anthropic-messages",
      bytes: write(answer),
      isStream: true,
    });
    expect(heard).toMatchObject({ text: "No.", stop: "refusal" });
  });

  test("free text becomes one field, escaped wherever it was cut", async () => {
    const writer = createAnthropicWriter(writerOptionsForTests());
    const call: Part = { type: "tool-call", id: "c", name: "patch", kind: "custom", input: "" };
    const pieces = ['a"', "\\\n", "é\u0001", "😀"];
    const text = [
      ...eventsOf(answerOf([])).slice(0, 1),
      { type: "part-start", part: 0, begins: call } as const,
      ...pieces.map((piece) => ({ type: "part-delta", part: 0, text: piece }) as const),
      { type: "part-end", part: 0 } as const,
      ...eventsOf(answerOf([], "tool-calls")).slice(-1),
    ]
      .map(writer.write)
      .join("");
    const heard = await hear({
      dialect: "anthropic-messages",
      bytes: Buffer.from(text),
      isStream: true,
    });
    expect(heard.calls).toEqual([{ id: "c", name: "patch", input: { input: pieces.join("") } }]);
  });
});

describe("what only others have", () => {
  test("a web search of OpenAI's becomes the two blocks that clients know", () => {
    const raw = {
      id: "ws_1",
      type: "web_search_call",
      action: { type: "search", query: "q", sources: [{ type: "url", url: "https://a.b" }] },
    };
    const part: Part = {
      type: "server-tool",
      phase: "call",
      id: "ws_1",
      name: "web_search",
      input: raw.action,
      dialect: "openai-responses",
      raw,
    };
    expect(blocks([part, { type: "text", text: "so" }]).slice(0, 3)).toMatchObject([
      { type: "server_tool_use", id: "srvtoolu_ws_1", input: { query: "q" } },
      { type: "web_search_tool_result", content: [{ url: "https://a.b" }] },
      { type: "text" },
    ]);
  });

  test("what the dialect cannot say is left out and declared", () => {
    const losses: string[] = [];
    const lose = ({ path }: { readonly path: string }) => losses.push(path);
    const opaque: Part = { type: "opaque", dialect: "openai-chat", name: "audio", raw: {} };
    expect(blocks([opaque], { lose })).toHaveLength(1);
    expect(losses).toEqual(["audio"]);
  });
});

const usageOf = (bytes: Buffer) =>
  writtenEvents(bytes).flatMap(({ data }) => {
    const fields = typeof data === "string" ? {} : data;
    const message = fields["message"] as { usage?: unknown } | undefined;
    return fields["usage"] ?? message?.usage ?? [];
  });

describe("counts", () => {
  test("what nobody knows is 0 only where the dialect demands a number", () => {
    expect(usageOf(write(answerOf([])))).toEqual([
      { input_tokens: 0, output_tokens: 0 },
      { output_tokens: 0 },
    ]);
  });

  test("an unknown prompt does not overwrite the start at the end", () => {
    const usage = { ...unknownUsage, output: 5, serverToolCalls: {} };
    expect(usageOf(write({ ...answerOf([]), usage }))[1]).toEqual({ output_tokens: 5 });
  });

  test("an estimate stands in at the start, and never at the end", () => {
    expect(usageOf(write(answerOf([]), { estimatedPromptTokens: 500 }))).toEqual([
      { input_tokens: 500, output_tokens: 0 },
      { output_tokens: 0 },
    ]);
  });
});
