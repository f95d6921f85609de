// Streams that no provider would send prove nothing: the official SDKs must read them.
import { afterEach, beforeEach, expect, test } from "bun:test";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { anthropicEvents, anthropicMessage } from "../../support/anthropic-events.ts";
import { chatCompletion, chatEvents } from "../../support/chat-events.ts";
import { anthropicText, chatText, chatToolCalls, responsesText } from "../../support/events.ts";
import type { MessageOptions, Part } from "../../support/parts.ts";
import { json, sse } from "../../support/reply.ts";
import { anthropicRequest, chatRequest, responsesRequest } from "../../support/request-bodies.ts";
import { responsesEvents, responsesResponse } from "../../support/responses-events.ts";
import { type ScriptedUpstream, startUpstream } from "../../support/scripted-upstream.ts";

let upstream: ScriptedUpstream;
let anthropic: Anthropic;
let openai: OpenAI;
beforeEach(() => {
  upstream = startUpstream();
  anthropic = new Anthropic({ apiKey: "test", baseURL: upstream.url, maxRetries: 0 });
  openai = new OpenAI({ apiKey: "test", baseURL: `${upstream.url}/v1`, maxRetries: 0 });
});
afterEach(() => upstream.stop());

const parts: Part[] = [
  { thinking: "Which file? The one they named." },
  { text: "Grüße 😀, I look  at it.\n" },
  { tool: "read_file", input: { path: 'C:\\ü "x"\n😀' } },
  { tool: "list", input: {}, id: "call_given" },
];
const options: MessageOptions = {
  tokens: { input: 10, cacheRead: 200, cacheWrite5m: 3_000, cacheWrite1h: 40_000, output: 5 },
};

test("an Anthropic stream and the whole message are the same to the SDK", async () => {
  const body = anthropicRequest() as unknown as Anthropic.MessageCreateParamsNonStreaming;
  const whole = anthropicMessage(parts, options);
  upstream.next(sse(anthropicEvents(parts, options), { pieceBytes: "utf8" }), json(200, whole));
  const streamed = await anthropic.messages.stream({ ...body, stream: true }).finalMessage();
  const { stop_reason, content, usage } = await anthropic.messages.create({
    ...body,
    stream: false,
  });
  expect(content.map((block) => block.type)).toEqual(["thinking", "text", "tool_use", "tool_use"]);
  expect<unknown>(streamed.content).toEqual(content);
  expect([streamed.stop_reason, stop_reason]).toEqual(["tool_use", "tool_use"]);
  expect(streamed.usage).toEqual(usage);
  expect(usage).toMatchObject({
    input_tokens: 10,
    cache_read_input_tokens: 200,
    cache_creation_input_tokens: 43_000,
    cache_creation: { ephemeral_5m_input_tokens: 3_000, ephemeral_1h_input_tokens: 40_000 },
    output_tokens: 5,
  });
});

test("an Anthropic stream has the events and indices of a real one", () => {
  const events = anthropicText(["a", "b"]).map((event) => event.split("\n")[0]);
  expect(events).toEqual([
    "event: message_start",
    "event: content_block_start",
    "event: ping",
    "event: content_block_delta",
    "event: content_block_delta",
    "event: content_block_stop",
    "event: message_delta",
    "event: message_stop",
  ]);
});

test.each([false, true])(
  "a chat stream and the whole completion (interleaved %p)",
  async (turns) => {
    const body = chatRequest() as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming;
    const whole = chatCompletion(parts, options);
    const events = chatEvents(parts, { ...options, interleaved: turns });
    upstream.next(sse(events, { pieceBytes: "random" }), json(200, whole));
    const stream = openai.chat.completions.stream({ ...body, stream: true });
    const streamed = await stream.finalChatCompletion();
    const completion = await openai.chat.completions.create({ ...body, stream: false });
    expect(streamed.choices[0]?.message.content).toBe("Grüße 😀, I look  at it.\n");
    expect(streamed.choices[0]?.finish_reason).toBe("tool_calls");
    expect(completion.choices[0]?.message.tool_calls).toMatchObject([
      { function: { name: "read_file", arguments: JSON.stringify({ path: 'C:\\ü "x"\n😀' }) } },
      { id: "call_given", function: { name: "list", arguments: "{}" } },
    ]);
    expect(streamed.choices[0]?.message.tool_calls).toMatchObject(
      completion.choices[0]?.message.tool_calls ?? [],
    );
    const order = events.flatMap((event) => /"tool_calls":\[\{"index":(\d)/.exec(event)?.[1] ?? []);
    expect(order.join("")).toStartWith(turns ? "0101" : "0000");
    expect(streamed.usage).toEqual(completion.usage);
    expect(completion.usage).toMatchObject({
      prompt_tokens: 43_210,
      completion_tokens: 5,
      total_tokens: 43_215,
      prompt_tokens_details: { cached_tokens: 200, cache_write_tokens: 43_000 },
    });
  },
);

test("a chat stream begins with a role, and ends with the usage only when asked", () => {
  const events = chatText("Hi", { includeUsage: false });
  expect(events[0]).toContain('"delta":{"role":"assistant"');
  expect(events.join("")).not.toContain("usage");
  expect(events.at(-1)).toBe("data: [DONE]\n\n");
  expect(chatText("Hi").at(-2)).toContain('"choices":[],"usage":{');
  expect(chatText("Hi").at(-3)).toContain('"finish_reason":"stop"');
});

test("a Responses stream and the whole response are the same to the SDK", async () => {
  const body = responsesRequest() as unknown as OpenAI.Responses.ResponseCreateParamsNonStreaming;
  const whole = responsesResponse(parts, options);
  upstream.next(sse(responsesEvents(parts, options)), json(200, whole));
  const streamed = await openai.responses.stream({ ...body, stream: true }).finalResponse();
  const response = await openai.responses.create({ ...body, stream: false });
  expect<unknown>(streamed.output).toMatchObject(response.output);
  expect(response.output.map((item) => item.type).join()).toBe(
    "reasoning,message,function_call,function_call",
  );
  expect(streamed.output_text).toBe("Grüße 😀, I look  at it.\n");
  expect(response.output_text).toBe(streamed.output_text);
  expect(response.usage).toMatchObject({ input_tokens: 43_210, total_tokens: 43_215 });
});

test("the deltas of a Responses stream add up to what its items say", () => {
  const events = responsesEvents(parts).map(
    (event) => JSON.parse(event.split("\ndata: ")[1] ?? "") as Record<string, unknown>,
  );
  expect(events.map((event) => event["sequence_number"])).toEqual([...events.keys()]);
  for (const kind of ["output_text", "reasoning_summary_text", "function_call_arguments"]) {
    const deltas = events.filter((event) => event["type"] === `response.${kind}.delta`);
    const done = events.filter((event) => event["type"] === `response.${kind}.done`);
    const total = done.map((event) => event["text"] ?? event["arguments"]).join("");
    expect(deltas.length).toBeGreaterThan(2);
    expect(deltas.map((event) => event["delta"]).join("")).toBe(total);
  }
  expect(responsesText("a").at(-1)).toStartWith("event: response.completed\n");
  expect(responsesEvents([{ text: "a" }], { stop: "incomplete" }).at(-1)).toContain(
    '"incomplete_details":{"reason":"max_output_tokens"}',
  );
});

test("given deltas are sent as they are, also when they are no JSON", () => {
  const events = chatToolCalls(["edit", ['{"a":"\\', "u00", "fc"]]);
  const fragments = events.flatMap(
    (event) => /"arguments":("(?:[^"\\]|\\.)*")/.exec(event)?.[1] ?? [],
  );
  expect(fragments.map((fragment) => JSON.parse(fragment) as string)).toEqual([
    "",
    '{"a":"\\',
    "u00",
    "fc",
  ]);
});

test("the same call gives the same bytes", () => {
  expect(anthropicEvents(parts)).toEqual(anthropicEvents(parts));
  expect(chatEvents(parts)).toEqual(chatEvents(parts));
  expect(responsesEvents(parts)).toEqual(responsesEvents(parts));
});
