/** What the official SDKs make of an answer: their accumulators are the judges of conversions. */
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import type { Dialect } from "../../src/base/dialect.ts";

/** An answer as a program on top of the SDK has it, in words of no dialect. */
export interface Heard {
  readonly text: string;
  readonly thinking: string;
  readonly refusal: string;
  readonly calls: readonly HeardCall[];
  /** The dialect's own word. */
  readonly stop: string | null;
  /** Tokens; null = the answer says nothing. */
  readonly prompt: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly output: number | null;
  readonly reasoning: number | null;
}

export interface HeardCall {
  readonly id: string;
  readonly name: string;
  /** Parsed, or the text when it is no JSON or free text. */
  readonly input: unknown;
}

export interface Spoken {
  readonly dialect: Dialect;
  readonly bytes: Uint8Array;
  readonly isStream: boolean;
}

/** Rejects when the SDK refuses the answer. */
export function hear({ dialect, bytes, isStream }: Spoken): Promise<Heard> {
  const type = isStream ? "text/event-stream" : "application/json";
  const respond = () =>
    Promise.resolve(new Response(bytes.slice(), { headers: { "content-type": type } }));
  const options = { apiKey: "none", baseURL: "http://127.0.0.1", maxRetries: 0, fetch: respond };
  if (dialect === "anthropic-messages") return hearMessage(new Anthropic(options), isStream);
  const client = new OpenAI(options);
  if (dialect === "openai-responses") return hearResponse(client, isStream);
  return hearChat(client, isStream ? thoughtIn(bytes) : null, isStream);
}

/** The SDK keeps only the last delta of a field that it does not know. */
function thoughtIn(stream: Uint8Array): string {
  const lines = Buffer.from(stream).toString().split("\n");
  const deltas = lines
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)) as Partial<OpenAI.ChatCompletionChunk>)
    .flatMap(({ choices }) => choices ?? [])
    .map(({ delta = {} }) => String(Reflect.get(delta, "reasoning_content") ?? ""));
  return deltas.join("");
}

async function hearMessage({ messages }: Anthropic, isStream: boolean): Promise<Heard> {
  const params = { model: "m", max_tokens: 9, messages: [] };
  const {
    content,
    usage,
    stop_reason: stop,
  } = isStream ? await messages.stream(params).finalMessage() : await messages.create(params);
  const { input_tokens: input, output_tokens: output } = usage;
  const cacheRead = usage.cache_read_input_tokens ?? 0;
  return {
    text: join(content, (block) => (block.type === "text" ? block.text : "")),
    thinking: join(content, (block) => (block.type === "thinking" ? block.thinking : "")),
    refusal: "",
    calls: content
      .filter((block) => block.type === "tool_use")
      .map(({ id, name, input: given }) => ({ id, name, input: given })),
    stop,
    prompt: input + cacheRead + (usage.cache_creation_input_tokens ?? 0),
    cacheRead,
    cacheWrite: usage.cache_creation_input_tokens,
    output,
    reasoning: usage.output_tokens_details?.thinking_tokens ?? null,
  };
}

async function hearChat(
  { chat }: OpenAI,
  thought: string | null,
  isStream: boolean,
): Promise<Heard> {
  const params = { model: "m", messages: [] };
  const { choices, usage } = isStream
    ? await chat.completions.stream(params).finalChatCompletion()
    : await chat.completions.create(params);
  const message = choices[0]?.message;
  const content: unknown = message?.content ?? "";
  if (typeof content !== "string")
    throw new TypeError("The SDK passes on a content that is no text.");
  const reasoning: unknown = message === undefined ? "" : Reflect.get(message, "reasoning_content");
  return {
    text: content,
    thinking: thought ?? (typeof reasoning === "string" ? reasoning : ""),
    refusal: message?.refusal ?? "",
    calls: (message?.tool_calls ?? []).map((call) =>
      call.type === "custom"
        ? { id: call.id, name: call.custom.name, input: call.custom.input }
        : { id: call.id, name: call.function.name, input: parsed(call.function.arguments) },
    ),
    stop: choices[0]?.finish_reason ?? null,
    prompt: usage?.prompt_tokens ?? null,
    cacheRead: usage?.prompt_tokens_details?.cached_tokens ?? null,
    cacheWrite: usage?.prompt_tokens_details?.cache_write_tokens ?? null,
    output: usage?.completion_tokens ?? null,
    reasoning: usage?.completion_tokens_details?.reasoning_tokens ?? null,
  };
}

async function hearResponse({ responses }: OpenAI, isStream: boolean): Promise<Heard> {
  const params = { model: "m", input: [] };
  const response = isStream
    ? await responses.stream(params).finalResponse()
    : await responses.create(params);
  const { output, usage, status } = response;
  const contents = output.flatMap((item) => (item.type === "message" ? item.content : []));
  return {
    text: join(contents, (part) => (part.type === "output_text" ? part.text : "")),
    thinking: join(output, (item) =>
      item.type === "reasoning" ? item.summary.map(({ text }) => text).join("\n\n") : "",
    ),
    refusal: join(contents, (part) => (part.type === "refusal" ? part.refusal : "")),
    calls: output.flatMap((item): HeardCall[] => {
      if (item.type === "custom_tool_call") {
        return [{ id: item.call_id, name: item.name, input: item.input }];
      }
      if (item.type !== "function_call") return [];
      return [{ id: item.call_id, name: item.name, input: parsed(item.arguments) }];
    }),
    stop: response.incomplete_details?.reason ?? status ?? null,
    prompt: usage?.input_tokens ?? null,
    cacheRead: usage?.input_tokens_details?.cached_tokens ?? null,
    cacheWrite: usage?.input_tokens_details?.cache_write_tokens ?? null,
    output: usage?.output_tokens ?? null,
    reasoning: usage?.output_tokens_details?.reasoning_tokens ?? null,
  };
}

function join<Item>(items: readonly Item[], textOf: (item: Item) => string): string {
  return items.map(textOf).join("");
}

/** No text means no arguments. */
function parsed(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
