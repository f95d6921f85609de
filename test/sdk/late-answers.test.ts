// An answer that is begun before there is one must read like any other to the official clients.
import { afterAll, beforeAll, expect, test } from "bun:test";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import type { Dialect } from "../../src/base/dialect.ts";
import { errorBody } from "../support/errors.ts";
import { anthropicText, chatText, responsesText } from "../support/events.ts";
import { json, sse } from "../support/reply.ts";
import { type Clients, rejectionOf, startClients } from "./start-clients.ts";

let clients: Clients;

beforeAll(async () => {
  clients = await startClients({ earlyAnswerMs: 50 });
});
afterAll(() => clients.stop());

const before = [{ waitMs: 150 }];
const messages = [{ role: "user" as const, content: "Hi." }];
const claude = { model: "claude-opus-5-5", max_tokens: 16, messages };
const chat = { model: "gpt-5.5", messages };
const responses = { model: "gpt-5.5", input: "Hi." };
const said = "One two three four five.";

const ways: readonly [string, Dialect, (text: string) => string[], () => Promise<string>][] = [
  [
    "Anthropic's helper",
    "anthropic-messages",
    anthropicText,
    () => clients.anthropic.messages.stream(claude).finalText(),
  ],
  [
    "Anthropic's events",
    "anthropic-messages",
    anthropicText,
    async () => {
      let text = "";
      for await (const event of await clients.anthropic.messages.create({
        ...claude,
        stream: true,
      })) {
        if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
          text += event.delta.text;
        }
      }
      return text;
    },
  ],
  [
    "the chat helper",
    "openai-chat",
    chatText,
    async () => {
      const stream = clients.openai.chat.completions.stream(chat);
      return (await stream.finalChatCompletion()).choices[0]?.message.content ?? "";
    },
  ],
  [
    "the Responses helper",
    "openai-responses",
    responsesText,
    async () => (await clients.openai.responses.stream(responses).finalResponse()).output_text,
  ],
];

test.each(ways)("%s reads a late answer", async (_name, _dialect, events, read) => {
  clients.upstream.next({ ...sse(events(said)), before });
  expect(await read()).toBe(said);
});

test.each(ways)(
  "%s throws a late refusal with its type and its code",
  async (_name, dialect, _events, read) => {
    const error = {
      type: dialect === "anthropic-messages" ? "invalid_request_error" : "tokens",
      message: "prompt is too long",
      code: "context_length_exceeded",
    };
    clients.upstream.next({ ...json(400, errorBody(dialect, error)), before });
    const thrown = await rejectionOf(read());
    expect(thrown).toBeInstanceOf(
      dialect === "anthropic-messages" ? Anthropic.APIError : OpenAI.APIError,
    );
    expect(thrown).toMatchObject({
      type: error.type,
      message: expect.stringContaining("prompt is too long"),
      ...(dialect === "anthropic-messages" ? {} : { code: "context_length_exceeded" }),
      requestID: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  },
);
