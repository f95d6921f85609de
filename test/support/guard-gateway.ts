/**
 * A running gateway with guardrails on, and a model behind it that says what it is told to say: for
 * measuring on the whole way what a provider gets of a text and what a client gets back.
 */
import type { Dialect } from "../../src/base/dialect.ts";
import { createGateway } from "../../src/gateway.ts";
import { anthropicEvents, anthropicMessage } from "./anthropic-events.ts";
import { chatCompletion, chatEvents } from "./chat-events.ts";
import { makeDataDirectory } from "./data-directory.ts";
import { textsOf } from "./guard-streams.ts";
import type { Part } from "./parts.ts";
import { responsesEvents, responsesResponse } from "./responses-events.ts";

export interface Said {
  /** What the provider got of the text. */
  readonly sent: string;
  /** What the client got of the reply, as text and as the argument of a tool. */
  readonly text: string;
  readonly argument: string;
}

export interface Saying {
  readonly text: string;
  /** What the model says of the masked text; the same without one. */
  readonly reply?: (masked: string) => string;
  /** Cuts the reply and the tool's arguments into the pieces of a stream; null = a whole answer. */
  readonly cut: ((text: string) => readonly string[]) | null;
}

export interface GuardGateway {
  say(saying: Saying): Promise<Said>;
  close(): Promise<void>;
}

const paths: Readonly<Record<Dialect, string>> = {
  "anthropic-messages": "/v1/messages",
  "openai-chat": "/v1/chat/completions",
  "openai-responses": "/v1/responses",
};
const short = { "anthropic-messages": "messages", "openai-chat": "chat" } as const;
const voices = {
  "anthropic-messages": { events: anthropicEvents, whole: anthropicMessage },
  "openai-chat": { events: chatEvents, whole: chatCompletion },
  "openai-responses": { events: responsesEvents, whole: responsesResponse },
} as const;

export async function openGuardGateway(from: Dialect, to: Dialect): Promise<GuardGateway> {
  let saying: Saying = { text: "", cut: null };
  let sent = "";
  const provider = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      sent = lastText((await request.json()) as Json);
      const reply = saying.reply?.(sent) ?? sent;
      return answer(to, reply, saying.cut);
    },
  });
  const dialects = to === "openai-responses" ? "responses" : short[to];
  const baseUrl = provider.url.href.replace(/\/$/, "");
  const data = await makeDataDirectory({
    accounts: [{ name: "only", provider: "custom", baseUrl, dialects }],
    settings: { privacy_enabled: "true" },
  });
  const key = "the-global-key-0123456789";
  const gateway = createGateway({
    dataDirectory: data.path,
    proxyApiKey: key,
    // The same tokens in every run.
    guardrailKey: "a key for measurements",
    stopTimeoutMs: 0,
  });
  await gateway.ready;
  let count = 0;
  return {
    async say(given) {
      saying = given;
      const stream = given.cut !== null;
      const session = `session-${count++}`;
      const headers = { "x-api-key": key, "x-claude-code-session-id": session };
      const body = JSON.stringify(bodyOf(from, given.text, stream));
      const response = await gateway.fetch(
        new Request(`http://localhost${paths[from]}`, { method: "POST", headers, body }),
      );
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (!response.ok) throw new Error(Buffer.from(bytes).toString());
      return { sent, ...(stream ? heard(from, bytes) : read(bytes)) };
    },
    async close() {
      await gateway.close();
      await provider.stop(true);
      data.remove();
    },
  };
}

function bodyOf(from: Dialect, text: string, stream: boolean): object {
  const turns = [{ role: "user", content: text }];
  if (from === "openai-responses") return { model: "m", stream, store: false, input: turns };
  return { model: "m", max_tokens: 999, stream, messages: turns };
}

type Json = { readonly [name: string]: unknown };

/** The text of the last message, in any dialect. */
function lastText(body: Json): string {
  const turns = (body["messages"] ?? body["input"]) as Json[] | string;
  if (typeof turns === "string") return turns;
  const content = turns.at(-1)?.["content"] as string | Json[];
  if (typeof content === "string") return content;
  return content.map(({ text }) => (typeof text === "string" ? text : "")).join("");
}

function answer(to: Dialect, reply: string, cut: Saying["cut"]): Response {
  const { events, whole } = voices[to];
  const input = { text: reply };
  if (cut === null) {
    const parts: Part[] = [{ text: reply }, { tool: "write", input }];
    return Response.json(whole(parts.filter((part) => !("text" in part) || reply !== "")));
  }
  const parts: Part[] = [
    { text: cut(reply) },
    { tool: "write", input: cut(JSON.stringify(input)) },
  ];
  const stream = events(parts.filter((part) => !("text" in part) || reply !== ""));
  return new Response(stream.join(""), { headers: { "content-type": "text/event-stream" } });
}

function isArguments(key: string): boolean {
  return /json|call|arguments/.test(key);
}

/** Of a stream the text comes first, and then the arguments. */
function heard(from: Dialect, bytes: Uint8Array): Omit<Said, "sent"> {
  const texts = Object.entries(textsOf(from, bytes));
  const text = texts.filter(([key]) => /text|content/.test(key) && !isArguments(key));
  const input = texts.filter(([key]) => isArguments(key));
  return { text: joined(text), argument: argumentIn(joined(input)) };
}

function joined(texts: readonly (readonly [string, string])[]): string {
  return texts.map(([, text]) => text).join("");
}

/** Of a whole answer of any dialect. */
function read(bytes: Uint8Array): Omit<Said, "sent"> {
  const body = JSON.parse(Buffer.from(bytes).toString()) as Json;
  const message = ((body["choices"] as Json[] | undefined)?.[0]?.["message"] ?? {}) as Json;
  const items = [
    ...((body["content"] ?? body["output"] ?? []) as Json[]),
    ...((message["tool_calls"] ?? []) as Json[]),
  ];
  const contents = items.flatMap((item) => [item, ...((item["content"] ?? []) as Json[])]);
  const text = contents.map((part) => part["text"] ?? "").join("") || (message["content"] ?? "");
  const call = items.find((item) => "input" in item || "arguments" in item || "function" in item);
  const given =
    call?.["input"] ?? call?.["arguments"] ?? (call?.["function"] as Json)?.["arguments"];
  const argument = typeof given === "string" ? argumentIn(given) : (given as Json)["text"];
  return { text: String(text), argument: String(argument) };
}

function argumentIn(json: string): string {
  return (JSON.parse(json) as { text: string }).text;
}
