/**
 * What could go wrong: reasoning that the provider behind OpenRouter has sealed comes back to it in
 * pieces, without its text, or not at all, so that a tool loop fails or loses its thoughts.
 */
import { expect, test } from "bun:test";
import { convertStream } from "../../../src/convert/convert-stream.ts";
import { carry } from "../../../src/vocabulary/carried-thinking.ts";
import { answerHooks } from "../../support/answer-hooks.ts";
import { testKey } from "../../support/converting-proxy.ts";
import { at, convert, type Body } from "../../support/convert.ts";

const signed = { type: "reasoning.text", format: "anthropic-claude-v1", index: 0 };
const sealed = { type: "reasoning.encrypted", format: "openai-responses-v1" };

/** Chunks of one answer: reasoning in pieces, sealed at its end, then a call. */
function answerOf(details: readonly (readonly object[])[]): string {
  const call = { index: 0, id: "c1", function: { name: "read", arguments: "{}" } };
  const deltas = [
    ...details.map((given) => ({ reasoning_details: given })),
    { tool_calls: [call] },
  ];
  const chunks = deltas.map((delta) => ({ id: "g", choices: [{ index: 0, delta }] }));
  const end = { id: "g", choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] };
  return [...chunks, end].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("");
}

/** The content that a Messages client gives back, out of the stream that it was told. */
function blocksOf(text: string): Body[] {
  const blocks: Record<string, unknown>[] = [];
  for (const [, data = "{}"] of text.matchAll(/^data: (.*)$/gm)) {
    const event = JSON.parse(data) as Body;
    if (event["type"] === "content_block_start")
      blocks.push({ ...(event["content_block"] as Body) });
    const block = blocks.at(-1);
    const delta = event["delta"] as Body | undefined;
    if (delta?.["type"] === "thinking_delta") {
      Object.assign(block ?? {}, {
        thinking: `${String(block?.["thinking"])}${String(delta["thinking"])}`,
      });
    }
    if (delta?.["type"] === "signature_delta")
      Object.assign(block ?? {}, delta, { type: "thinking" });
  }
  return blocks;
}

function returned(details: readonly (readonly object[])[], provider: string): unknown {
  const way = { from: "anthropic-messages", to: "openai-chat", provider, model: "m" } as const;
  const request = { max_tokens: 99, messages: [{ role: "user", content: "Hi." }] };
  const { crossing } = convert(request, way);
  const stream = convertStream(crossing, answerHooks({ carry: (part) => carry(part, testKey) }));
  const told = Buffer.from(stream.feed(Buffer.from(answerOf(details))) ?? []).toString();
  const content = [...blocksOf(told), { type: "text", text: "" }];
  const result = { type: "tool_result", tool_use_id: "c1", content: "ok" };
  const messages = [
    ...request.messages,
    { role: "assistant", content },
    { role: "user", content: [result] },
  ];
  return at(convert({ max_tokens: 99, messages }, way).body, "messages.1.reasoning_details");
}

test("pieces are joined, and come back with their signature", () => {
  const details = [
    [{ ...signed, text: "One, " }],
    [{ ...signed, text: "two.", signature: null }],
    [{ ...signed, text: "", signature: "EqAB" }],
  ];
  const whole = [{ ...signed, text: "One, two.", signature: "EqAB" }];
  expect(returned(details, "openrouter")).toEqual(whole);
});

test("several sealed ones and a summary stay apart", () => {
  const summary = { type: "reasoning.summary", index: 0 };
  const [first, second] = [
    { ...sealed, id: "rs_1", data: "gAAA", index: 0 },
    { ...sealed, id: "rs_2", data: "gBBB", index: 0 },
  ];
  const details = [
    [{ ...summary, summary: "So " }],
    [{ ...summary, summary: "it is." }],
    [first, second],
  ];
  const whole = [{ ...summary, summary: "So it is." }, first, second];
  expect(returned(details, "openrouter")).toEqual(whole);
});

test("nothing comes back where nothing was sealed, or to servers that do not know the field", () => {
  expect(returned([[{ ...signed, text: "One." }]], "openrouter")).toBeUndefined();
  expect(returned([[{ ...signed, text: "One.", signature: "EqAB" }]], "custom")).toBeUndefined();
});
