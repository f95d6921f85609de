// A user who presses Escape pays for every token that the provider goes on writing.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { anthropicText, chatText, responsesText } from "../support/events.ts";
import { sse } from "../support/reply.ts";
import { type Clients, rejectionOf, startClients } from "./start-clients.ts";

let clients: Clients;

beforeAll(async () => {
  clients = await startClients();
});
afterAll(() => clients.stop());

const messages = [{ role: "user" as const, content: "Hi." }];
const claude = { model: "claude-opus-5-5", max_tokens: 16, messages };
const chat = { model: "gpt-5.5", messages };
const responses = { model: "gpt-5.5", input: "Hi." };

interface Leaving {
  abort(): void;
}

/** Opens a stream, reads its first item and leaves; resolves when the client has noticed. */
async function leave(stream: AsyncIterable<unknown> & Leaving): Promise<void> {
  const reading = (async () => {
    for await (const item of stream) if (item !== null) stream.abort();
  })();
  await reading.catch((error: unknown) => {
    expect(String(error)).toContain("abort");
  });
}

const helpers = [
  ["messages.stream", anthropicText, () => clients.anthropic.messages.stream(claude)],
  ["chat.completions.stream", chatText, () => clients.openai.chat.completions.stream(chat)],
  ["responses.stream", responsesText, () => clients.openai.responses.stream(responses)],
] as const;

test.each(helpers)(
  "%s: abort() in mid-stream cancels the upstream",
  async (_name, events, open) => {
    const { steps, ...head } = sse(events("One two three.").slice(0, 5));
    clients.upstream.next({ ...head, steps: [...steps, "stall"] });
    const number = clients.upstream.requests.length + 1;
    await leave(open());
    const request = await clients.upstream.waitForRequest(number);
    await clients.upstream.waitForClose(request);
  },
);

const whole = [
  [
    "messages.create",
    (signal: AbortSignal) => clients.anthropic.messages.create(claude, { signal }),
  ],
  [
    "chat.completions.create",
    (signal: AbortSignal) => clients.openai.chat.completions.create(chat, { signal }),
  ],
  [
    "responses.create",
    (signal: AbortSignal) => clients.openai.responses.create(responses, { signal }),
  ],
] as const;

test.each(whole)("%s: a signal before the headers cancels the upstream", async (_name, call) => {
  clients.upstream.next({ before: ["stall"], steps: [] });
  const number = clients.upstream.requests.length + 1;
  const controller = new AbortController();
  const failing = rejectionOf(call(controller.signal));
  const request = await clients.upstream.waitForRequest(number);
  controller.abort();
  expect(String(await failing)).toContain("abort");
  await clients.upstream.waitForClose(request);
});
