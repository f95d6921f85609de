// OpenAI's client refuses chunks that lack a role, an index or an end; a relay could lose one.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type OpenAI from "openai";
import { chatCompletion } from "../support/chat-events.ts";
import { chatText, chatToolCalls } from "../support/events.ts";
import { json, sse } from "../support/reply.ts";
import { type Clients, collect, startClients } from "./start-clients.ts";

let clients: Clients;

beforeAll(async () => {
  clients = await startClients();
});
afterAll(() => clients.stop());

type Messages = OpenAI.ChatCompletionMessageParam[];

const tools: OpenAI.ChatCompletionTool[] = [
  {
    type: "function",
    function: {
      name: "read_file",
      parameters: { type: "object", properties: { path: { type: "string" } } },
    },
  },
];

function ask(messages: Messages) {
  return { model: "gpt-5.5", messages, tools };
}

const question: Messages = [{ role: "user", content: "What is in src/größe.ts?" }];

test("streams a text, and never sees the usage it did not ask for", async () => {
  const text = "Grüße aus 東京 🗼, and a\nsecond line.";
  clients.upstream.next(sse(chatText(text), { pieceBytes: "random" }));
  const stream = clients.openai.chat.completions.stream(ask(question));
  const chunks = await collect(stream);
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe(text);
  expect(chunks.every((chunk) => chunk.choices.length === 1)).toBe(true);
  const completion = await stream.finalChatCompletion();
  expect(completion.choices[0]).toMatchObject({ finish_reason: "stop" });
  expect(clients.upstream.requests.at(-1)?.json()).toEqual({
    ...ask(question),
    stream: true,
    stream_options: { include_usage: true },
  });
});

test("gets the usage that it asks for", async () => {
  clients.upstream.next(sse(chatText("Hello.")));
  const stream = await clients.openai.chat.completions.create({
    ...ask(question),
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks = await collect(stream);
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 34 } });
});

test("streams a tool call, sends its result and gets the second turn", async () => {
  const input = { path: 'src/größe "x".ts', lines: [1, 2] };
  clients.upstream.next(
    sse(chatToolCalls(["read_file", input]), { pieceBytes: 13 }),
    sse(chatText("It is empty.")),
  );
  const first = await clients.openai.chat.completions.stream(ask(question)).finalChatCompletion();
  const { message, finish_reason: reason } = first.choices[0] ?? {};
  const call = message?.tool_calls?.[0];
  expect(reason).toBe("tool_calls");
  if (message === undefined || call?.type !== "function") throw new Error("there is a call");
  expect(JSON.parse(call.function.arguments)).toEqual(input);
  const messages: Messages = [
    ...question,
    { role: "assistant", content: null, tool_calls: [call] },
    { role: "tool", tool_call_id: call.id, content: "" },
  ];
  const second = await clients.openai.chat.completions.stream(ask(messages)).finalChatCompletion();
  expect(second.choices[0]?.message.content).toBe("It is empty.");
  expect(clients.upstream.requests.at(-1)?.json()).toMatchObject({
    messages: [...question, { tool_calls: [{ id: call.id }] }, { tool_call_id: call.id }],
  });
});

test.each([false, true])("streams parallel tool calls, interleaved: %p", async (interleaved) => {
  const calls = [1, 2, 3].map((number) => ["read_file", { path: `${number}.ts` }] as const);
  clients.upstream.next(sse(chatToolCalls(calls, { interleaved }), { pieceBytes: "one-byte" }));
  const completion = await clients.openai.chat.completions
    .stream(ask(question))
    .finalChatCompletion();
  const made = completion.choices[0]?.message.tool_calls ?? [];
  expect(
    made.map((call) => call.type === "function" && JSON.parse(call.function.arguments)),
  ).toEqual(calls.map(([, input]) => input));
});

test("gets a whole answer with the provider's request id", async () => {
  const completion = chatCompletion([{ text: "Hello." }, { tool: "read_file", input: {} }]);
  clients.upstream.next(json(200, completion, { "x-request-id": "upstream-whole" }));
  const { data, request_id } = await clients.openai.chat.completions
    .create(ask(question))
    .withResponse();
  expect(data).toMatchObject({ choices: completion.choices as never });
  expect(request_id).toBe("upstream-whole");
});

test("lists the models", async () => {
  const models = await collect(clients.openai.models.list());
  expect(models.length).toBeGreaterThan(1);
  const [first] = models;
  if (first === undefined) throw new Error("there are models");
  expect(await clients.openai.models.retrieve(first.id)).toMatchObject({ id: first.id });
});
