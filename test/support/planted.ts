/** Values that guardrails must keep from providers, requests that hold them, and a model that echoes. */
import type { Dialect } from "../../src/base/dialect.ts";
import { anthropicEvents, anthropicMessage } from "./anthropic-events.ts";
import { chatCompletion, chatEvents } from "./chat-events.ts";
import type { Part } from "./parts.ts";
import { json, sse, type Reply } from "./reply.ts";
import { responsesEvents, responsesResponse } from "./responses-events.ts";
import type { SeenRequest } from "./seen-request.ts";

export const planted = {
  key: `sk-ant-api03-${"Zq8Rk2Lm5Xv7Tn4Wp9Yb3Hd6".repeat(3)}`,
  github: "ghp_4Kd8sLq2Zx7Rt5Vn9Wb3Ym6Pc1Hf0Jg8Ta2e",
  mail: "margaret.hughes@northwind-logistics.com",
  card: "4111 1111 1111 1111",
  iban: "DE89 3704 0044 0532 0130 00",
  password: "hunter2-Vex!9",
} as const;

export const values: readonly string[] = Object.values(planted);
export const prose = `Mail ${planted.mail}, pay ${planted.card} or ${planted.iban}. Key: ${planted.key}`;
export const code = `password = "${planted.password}"\nGITHUB_TOKEN=${planted.github}\n`;

export const tool = {
  name: "write_file",
  schema: {
    type: "object",
    description: `Used by ${planted.mail}`,
    properties: { text: { type: "string", examples: [code] } },
  },
};

/** Requests with the values in many fields, by the client's dialect. */
export const requests: Readonly<Record<Dialect, (isStream: boolean) => object>> = {
  "anthropic-messages": (stream) => ({
    model: "claude-opus-4-6",
    max_tokens: 900,
    stream,
    system: [{ type: "text", text: prose }],
    tools: [{ name: tool.name, description: prose, input_schema: tool.schema }],
    messages: [
      { role: "user", content: code },
      {
        role: "assistant",
        content: [{ type: "tool_use", id: "toolu_1", name: tool.name, input: { text: code } }],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "toolu_1", content: [{ type: "text", text: prose }] },
          { type: "text", text: prose },
        ],
      },
    ],
  }),
  "openai-chat": (stream) => ({
    model: "gpt-5.5",
    stream,
    messages: [
      { role: "developer", content: prose },
      { role: "user", content: [{ type: "text", text: code }] },
      {
        role: "assistant",
        content: null,
        tool_calls: [
          {
            id: "call_1",
            type: "function",
            function: { name: tool.name, arguments: JSON.stringify({ text: code }) },
          },
        ],
      },
      { role: "tool", tool_call_id: "call_1", content: prose },
      { role: "user", content: prose },
    ],
    tools: [
      {
        type: "function",
        function: { name: tool.name, description: prose, parameters: tool.schema },
      },
    ],
  }),
  "openai-responses": (stream) => ({
    model: "gpt-5.5",
    stream,
    store: false,
    instructions: prose,
    input: [
      { type: "message", role: "user", content: [{ type: "input_text", text: code }] },
      {
        type: "function_call",
        call_id: "call_1",
        name: tool.name,
        arguments: JSON.stringify({ text: code }),
      },
      { type: "function_call_output", call_id: "call_1", output: prose },
      { type: "message", role: "user", content: [{ type: "input_text", text: prose }] },
    ],
    tools: [{ type: "function", name: tool.name, description: prose, parameters: tool.schema }],
  }),
};

export const paths: Readonly<Record<Dialect, string>> = {
  "anthropic-messages": "/v1/messages",
  "openai-chat": "/v1/chat/completions",
  "openai-responses": "/v1/responses",
};

export const voices: Readonly<
  Record<Dialect, { stream(parts: Part[]): string[]; whole(parts: Part[]): object }>
> = {
  "anthropic-messages": { stream: anthropicEvents, whole: anthropicMessage },
  "openai-chat": { stream: chatEvents, whole: chatCompletion },
  "openai-responses": { stream: responsesEvents, whole: responsesResponse },
};

export const short: Readonly<Record<Dialect, string>> = {
  "anthropic-messages": "messages",
  "openai-chat": "chat",
  "openai-responses": "responses",
};

export const token = /CG_[A-Z]+_[0-9a-z]{14}/g;

/** A model that says every token it was given, in words and in the input of a tool. */
export function echo(dialect: Dialect): (request: SeenRequest) => Reply {
  return (request) => {
    const text = request.text();
    const said = [...new Set(text.match(token) ?? [])].join(" and ");
    const parts: Part[] = [
      { text: `You wrote ${said}.` },
      { tool: tool.name, input: { text: `line 1\n"${said}"\n` } },
    ];
    const isStream = (JSON.parse(text) as { stream?: boolean }).stream === true;
    const voice = voices[dialect];
    return isStream ? sse(voice.stream(parts)) : json(200, voice.whole(parts));
  };
}

export const dialects = Object.keys(paths) as Dialect[];
/** The model's words and tool inputs, put together by nothing but JSON's own rules. */
export function spoken(body: string): string {
  const strings = [
    ...body.matchAll(/"(?:text|content|delta|arguments|partial_json)":\s*("(?:[^"\\]|\\.)*")/g),
  ];
  return strings.map(([, text = '""']) => JSON.parse(text) as string).join("");
}

/** The planted values that a text holds. */
export function leaked(text: string): readonly string[] {
  return values.filter((value) => text.includes(value) || text.includes(escaped(value)));
}

function escaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** Everything that a provider has received: addresses, headers and bodies. */
export function sentTo(upstream: { readonly requests: readonly SeenRequest[] }): string {
  return upstream.requests.map((request) => `${request.target}\n${request.text()}`).join("\n");
}

/** Settings with guardrails on and everything logged. */
export function guardSettings(extra: Readonly<Record<string, string>> = {}) {
  return {
    privacy_enabled: "true",
    request_logging: "true",
    detailed_request_logging: "true",
    ...extra,
  };
}
