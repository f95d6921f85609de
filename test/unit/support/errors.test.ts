// An error that the SDKs do not recognise as one tests a failure that providers never show.
import { afterEach, beforeEach, expect, test } from "bun:test";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { errorBody, errorEvent } from "../../support/errors.ts";
import { anthropicText, chatText, responsesText } from "../../support/events.ts";
import { json, sse } from "../../support/reply.ts";
import { type ScriptedUpstream, startUpstream } from "../../support/scripted-upstream.ts";

let upstream: ScriptedUpstream;
beforeEach(() => {
  upstream = startUpstream();
});
afterEach(() => upstream.stop());

/** The promises of the SDKs begin to work when they are awaited, which `rejects` does not do. */
async function caught(promise: PromiseLike<unknown>): Promise<unknown> {
  return promise.then(
    () => "no error",
    (failure: unknown) => failure,
  );
}

const error = { type: "overloaded_error", message: "Too much is going on" };
const messages = [{ role: "user" as const, content: "Hi" }];

test("Anthropic: as an answer and in a stream", async () => {
  const client = new Anthropic({ apiKey: "test", baseURL: upstream.url, maxRetries: 0 });
  const body = { model: "m", max_tokens: 9, messages };
  upstream.next(
    json(529, errorBody("anthropic-messages", error)),
    sse([...anthropicText().slice(0, 4), errorEvent("anthropic-messages", error)]),
  );
  expect(await caught(client.messages.create(body))).toMatchObject({ status: 529 });
  const stream = client.messages.stream(body).finalMessage();
  await expect(stream).rejects.toThrow("Too much is going on");
});

test("Chat: as an answer and in a stream", async () => {
  const client = new OpenAI({ apiKey: "test", baseURL: upstream.url, maxRetries: 0 });
  upstream.next(
    json(429, errorBody("openai-chat", { ...error, code: "insufficient_quota" })),
    sse([...chatText().slice(0, 2), errorEvent("openai-chat", error)]),
  );
  const failing = client.chat.completions.create({ model: "m", messages });
  expect(await caught(failing)).toMatchObject({ status: 429, code: "insufficient_quota" });
  const stream = client.chat.completions.stream({ model: "m", messages }).finalChatCompletion();
  await expect(stream).rejects.toThrow("Too much is going on");
});

test("Responses: in a stream", async () => {
  const client = new OpenAI({ apiKey: "test", baseURL: upstream.url, maxRetries: 0 });
  upstream.next(sse([...responsesText().slice(0, 3), errorEvent("openai-responses", error)]));
  const stream = client.responses.stream({ model: "m", input: "Hi" }).finalResponse();
  await expect(stream).rejects.toThrow("Too much is going on");
});
