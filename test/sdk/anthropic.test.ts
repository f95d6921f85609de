// Anthropic's own client reads streams strictly; what it makes of ours is what every agent sees.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type Anthropic from "@anthropic-ai/sdk";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { anthropicText, anthropicToolCall } from "../support/events.ts";
import { json, sse } from "../support/reply.ts";
import { type Clients, collect, startClients } from "./start-clients.ts";

let clients: Clients;

beforeAll(async () => {
  clients = await startClients();
});
afterAll(() => clients.stop());

type Messages = Anthropic.MessageParam[];

const tools: Anthropic.Tool[] = [
  {
    name: "read_file",
    description: "Reads a file.",
    input_schema: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
  },
];

function ask(messages: Messages) {
  return { model: "claude-opus-5-5", max_tokens: 1_024, messages, tools };
}

const question: Messages = [{ role: "user", content: "What is in src/größe.ts?" }];

test("streams a text", async () => {
  const text = "Grüße aus 東京 🗼, and a\nsecond line.";
  clients.upstream.next(sse(anthropicText(text), { pieceBytes: "random" }));
  const stream = clients.anthropic.messages.stream(ask(question));
  const deltas: string[] = [];
  stream.on("text", (delta) => deltas.push(delta));
  const message = await stream.finalMessage();
  expect(deltas.join("")).toBe(text);
  expect(message.content).toEqual([{ type: "text", text }] as never);
  expect(message).toMatchObject({ stop_reason: "end_turn", usage: { input_tokens: 120 } });
  expect(clients.upstream.requests.at(-1)?.json()).toEqual({ ...ask(question), stream: true });
});

test("iterates over raw events", async () => {
  clients.upstream.next(sse(anthropicText("One two.")));
  const stream = await clients.anthropic.messages.create({ ...ask(question), stream: true });
  const types = (await collect(stream)).map(({ type }) => type);
  expect(types[0]).toBe("message_start");
  expect(types.at(-1)).toBe("message_stop");
  expect(types.filter((type) => type === "message_start").length).toBe(1);
});

test("streams a tool call, sends its result and gets the second turn", async () => {
  const input = { path: 'src/größe "x".ts', lines: [1, 2] };
  clients.upstream.next(
    sse(anthropicToolCall(["read_file", input], { text: "Let me look." }), { pieceBytes: 13 }),
    sse(anthropicText("It is empty.")),
  );
  const first = await clients.anthropic.messages.stream(ask(question)).finalMessage();
  expect(first.stop_reason).toBe("tool_use");
  const call = first.content[1];
  expect(call).toMatchObject({ type: "tool_use", name: "read_file", input });
  if (call?.type !== "tool_use") throw new Error("the second block is the call");
  const result: Anthropic.ToolResultBlockParam = {
    type: "tool_result",
    tool_use_id: call.id,
    content: "",
  };
  const messages: Messages = [
    ...question,
    { role: "assistant", content: first.content },
    { role: "user", content: [result] },
  ];
  const second = await clients.anthropic.messages.stream(ask(messages)).finalMessage();
  expect(second.content).toMatchObject([{ text: "It is empty." }]);
  expect(clients.upstream.requests.at(-1)?.json()).toMatchObject({ messages });
});

test("streams parallel tool calls in their order", async () => {
  const calls = [1, 2, 3].map((number) => ["read_file", { path: `${number}.ts` }] as const);
  clients.upstream.next(sse(anthropicToolCall(calls), { pieceBytes: "one-byte" }));
  const message = await clients.anthropic.messages.stream(ask(question)).finalMessage();
  expect(message.content.map((block) => block.type === "tool_use" && block.input)).toEqual(
    calls.map(([, input]) => input),
  );
  expect(new Set(message.content.map((block) => block.type === "tool_use" && block.id)).size).toBe(
    3,
  );
});

test("gets a whole answer with the provider's request id", async () => {
  const message = anthropicMessage([{ text: "Hello." }, { tool: "read_file", input: {} }]);
  clients.upstream.next(json(200, message, { "request-id": "req_011Whole" }));
  const { data, request_id } = await clients.anthropic.messages
    .create(ask(question))
    .withResponse();
  expect(data).toMatchObject({ content: message.content as never, stop_reason: "tool_use" });
  expect(request_id).toBe("req_011Whole");
});

test("counts tokens", async () => {
  clients.upstream.next(json(200, { input_tokens: 4_711 }));
  const { model, messages } = ask(question);
  const count = await clients.anthropic.messages.countTokens({ model, messages, tools });
  expect(count.input_tokens).toBe(4_711);
  expect(clients.upstream.requests.at(-1)?.target).toBe("/v1/messages/count_tokens");
});

test("walks through the list of models, page by page", async () => {
  const all = await collect(clients.anthropic.models.list({ limit: 1_000 }));
  const walked = await collect(clients.anthropic.models.list({ limit: 3 }));
  expect(walked.length).toBeGreaterThan(3);
  expect(walked.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  const [first] = all;
  if (first === undefined) throw new Error("there are models");
  expect(await clients.anthropic.models.retrieve(first.id)).toMatchObject({ id: first.id });
});
