// OpenAI's client rebuilds a response from its events; a changed or lost event would show there.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type OpenAI from "openai";
import { responsesFunctionCall, responsesText } from "../support/events.ts";
import { json, sse } from "../support/reply.ts";
import { responsesEvents, responsesResponse } from "../support/responses-events.ts";
import { type Clients, collect, startClients } from "./start-clients.ts";

let clients: Clients;

beforeAll(async () => {
  clients = await startClients();
});
afterAll(() => clients.stop());

type Input = OpenAI.Responses.ResponseInputItem[];

const tools: OpenAI.Responses.Tool[] = [
  {
    type: "function",
    name: "read_file",
    strict: false,
    parameters: { type: "object", properties: { path: { type: "string" } } },
  },
];

function ask(input: Input) {
  return { model: "gpt-5.5", input, tools, store: false };
}

const question: Input = [{ role: "user", content: "What is in src/größe.ts?" }];

test("streams a text with the thoughts before it", async () => {
  const text = "Grüße aus 東京 🗼, and a\nsecond line.";
  const events = responsesEvents([{ thinking: "Let me see." }, { text }]);
  clients.upstream.next(sse(events, { pieceBytes: "random" }));
  const stream = clients.openai.responses.stream(ask(question));
  const seen = await collect(stream);
  expect(seen.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
  const response = await stream.finalResponse();
  expect(response).toMatchObject({ status: "completed", output_text: text });
  expect(clients.upstream.requests.at(-1)?.json()).toEqual({ ...ask(question), stream: true });
});

test("streams a function call, sends its output and gets the second turn", async () => {
  const input = { path: 'src/größe "x".ts', lines: [1, 2] };
  clients.upstream.next(
    sse(responsesFunctionCall(["read_file", input]), { pieceBytes: 13 }),
    sse(responsesText("It is empty.")),
  );
  const first = await clients.openai.responses.stream(ask(question)).finalResponse();
  const call = first.output[0];
  if (call?.type !== "function_call") throw new Error("there is a call");
  expect(JSON.parse(call.arguments)).toEqual(input);
  const { call_id, name, arguments: text } = call;
  const items: Input = [
    ...question,
    { type: "function_call", call_id, name, arguments: text },
    { type: "function_call_output", call_id, output: "" },
  ];
  const second = await clients.openai.responses.stream(ask(items)).finalResponse();
  expect(second.output_text).toBe("It is empty.");
  expect(clients.upstream.requests.at(-1)?.json()).toMatchObject({ input: items });
});

test("streams parallel function calls in their order", async () => {
  const calls = [1, 2, 3].map((number) => ["read_file", { path: `${number}.ts` }] as const);
  clients.upstream.next(sse(responsesFunctionCall(calls), { pieceBytes: "one-byte" }));
  const response = await clients.openai.responses.stream(ask(question)).finalResponse();
  expect(
    response.output.map((item) => item.type === "function_call" && JSON.parse(item.arguments)),
  ).toEqual(calls.map(([, input]) => input));
});

test("gets a whole answer with the provider's request id", async () => {
  const whole = responsesResponse([{ text: "Hello." }, { tool: "read_file", input: {} }]);
  clients.upstream.next(json(200, whole, { "x-request-id": "upstream-whole" }));
  const { data, request_id } = await clients.openai.responses.create(ask(question)).withResponse();
  expect(data).toMatchObject({ output_text: "Hello.", output: whole.output as never });
  expect(request_id).toBe("upstream-whole");
});
