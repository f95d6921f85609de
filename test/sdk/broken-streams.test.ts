// A stream that breaks after its first words must not look like a short answer to any client.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import type { Dialect } from "../../src/base/dialect.ts";
import { errorEvent } from "../support/errors.ts";
import { anthropicText, chatText, responsesText } from "../support/events.ts";
import { type Reply, sse } from "../support/reply.ts";
import { type Clients, rejectionOf, startClients } from "./start-clients.ts";

let clients: Clients;

beforeAll(async () => {
  clients = await startClients();
});
afterAll(() => clients.stop());

interface Way {
  readonly name: string;
  readonly dialect: Dialect;
  readonly account: string;
  readonly events: (text: string) => string[];
  /** Reads a stream to its end, counting what came before it failed. */
  read(onItem: () => void): Promise<unknown>;
}

const messages = [{ role: "user" as const, content: "Hi." }];
const claude = { model: "claude-opus-5-5", max_tokens: 16, messages };
const chat = { model: "gpt-5.5", messages };
const responses = { model: "gpt-5.5", input: "Hi." };

async function readItems(stream: AsyncIterable<unknown>, onItem: () => void): Promise<void> {
  for await (const item of stream) if (item !== null) onItem();
}

const anthropicWay = { dialect: "anthropic-messages", account: "anthropic" } as const;
const chatWay = { dialect: "openai-chat", account: "openai" } as const;
const responsesWay = { dialect: "openai-responses", account: "openai" } as const;

const ways: readonly Way[] = [
  {
    ...anthropicWay,
    name: "Anthropic's events",
    events: anthropicText,
    read: async (onItem) =>
      readItems(await clients.anthropic.messages.create({ ...claude, stream: true }), onItem),
  },
  {
    ...anthropicWay,
    name: "Anthropic's helper",
    events: anthropicText,
    read: (onItem) => clients.anthropic.messages.stream(claude).on("text", onItem).finalMessage(),
  },
  {
    ...chatWay,
    name: "chat chunks",
    events: chatText,
    read: async (onItem) =>
      readItems(await clients.openai.chat.completions.create({ ...chat, stream: true }), onItem),
  },
  {
    ...chatWay,
    name: "the chat helper",
    events: chatText,
    read: (onItem) =>
      clients.openai.chat.completions.stream(chat).on("content", onItem).finalChatCompletion(),
  },
  {
    ...responsesWay,
    name: "Responses events",
    events: responsesText,
    read: async (onItem) =>
      readItems(await clients.openai.responses.create({ ...responses, stream: true }), onItem),
  },
  {
    ...responsesWay,
    name: "the Responses helper",
    events: responsesText,
    read: (onItem) =>
      clients.openai.responses
        .stream(responses)
        .on("response.output_text.delta", onItem)
        .finalResponse(),
  },
];

/** The part of a stream that holds some words and not its end. */
function begun(way: Way): string[] {
  const events = way.events("One two three four five.");
  return events.slice(0, events.length - 4);
}

async function failureOf(way: Way, reply: Reply): Promise<InstanceType<typeof OpenAI.APIError>> {
  clients.upstream.next(reply);
  let items = 0;
  const thrown = await rejectionOf(way.read(() => items++));
  expect(items).toBeGreaterThan(1);
  const kind = way.dialect === "anthropic-messages" ? Anthropic.APIError : OpenAI.APIError;
  expect(thrown).toBeInstanceOf(kind);
  // A subclass would mean that the connection broke, or that an HTTP status came.
  expect((thrown as Error).constructor).toBe(kind);
  return thrown as InstanceType<typeof OpenAI.APIError>;
}

describe.each(ways.map((way) => [way.name, way] as const))("%s", (_name, way) => {
  test("throw the provider's error event", async () => {
    const error = { type: "overloaded_error", message: "Overloaded: é" };
    const reply = sse([...begun(way), errorEvent(way.dialect, error)]);
    const thrown = await failureOf(way, reply);
    expect(thrown.message).toContain("Overloaded: é");
  });

  test.each([
    ["the connection is reset", "reset"],
    ["the body ends too early", "end-early"],
  ] as const)("throw the gateway's error event when %s", async (_how, ending) => {
    const { steps, ...head } = sse(begun(way));
    const thrown = await failureOf(way, { ...head, steps: [...steps, { waitMs: 20 }, ending] });
    expect(thrown.message).toContain("broke off in the middle of its answer");
    expect(thrown.message).toContain(way.account);
    const type = way.dialect === "anthropic-messages" ? "api_error" : "server_error";
    expect(thrown.type).toBe(type);
  });

  // Chat servers leave out their terminator on a good day: there it is no failure.
  if (way.dialect === "openai-chat") return;
  test("throw when the provider ends in good order without an end of its stream", async () => {
    const thrown = await failureOf(way, sse(begun(way)));
    expect(thrown.message).toContain("broke off");
  });
});

const written = [
  [
    "/v1/messages",
    anthropicWay,
    anthropicText,
    (message: string, id: string) => ({
      type: "error",
      error: { type: "api_error", message },
      request_id: id,
    }),
  ],
  [
    "/v1/chat/completions",
    chatWay,
    chatText,
    (message: string) => ({
      error: { message, type: "server_error", param: null, code: "upstream_error" },
    }),
  ],
  [
    "/v1/responses",
    responsesWay,
    responsesText,
    (message: string, _id: string, events: number) => {
      const fields = { code: "server_error", message, param: null };
      const error = { type: "server_error", ...fields };
      return { type: "error", sequence_number: events, ...fields, error };
    },
  ],
] as const;

test.each(written)("%s: one event more than what came, and nothing after it", async (...row) => {
  const [path, { dialect, account }, textEvents, errorOf] = row;
  // The last event is cut in the middle: half an event must not stand before the error.
  const events = textEvents("One two three.").slice(0, 5);
  const { steps, ...head } = sse([...events, "data: {"]);
  clients.upstream.next({ ...head, steps: [...steps, { waitMs: 20 }, "reset"] });
  const response = await fetch(`${clients.gateway.url}${path}`, {
    method: "POST",
    headers: { "x-codegate-account": account },
    body: JSON.stringify({
      ...(account === "anthropic" ? claude : chat),
      stream: true,
      stream_options: { include_usage: true },
    }),
  });
  const text = await response.text();
  expect(text).toStartWith(events.join(""));
  const rest = text.slice(events.join("").length);
  const message = `Account "${account}" broke off in the middle of its answer.`;
  const id = response.headers.get("x-codegate-request-id") ?? "";
  const error = JSON.stringify(errorOf(message, id, events.length));
  const name = dialect === "openai-chat" ? "" : "event: error\n";
  expect(rest).toBe(`${name}data: ${error}\n\n`);
});
