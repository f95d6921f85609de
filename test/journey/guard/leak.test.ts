/**
 * What could go wrong: a value that guardrails find reaches a provider by some door, dialect, field,
 * retry or failover; or what the model says of it comes back as a token.
 */
import { expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { anthropicEvents, anthropicMessage } from "../../support/anthropic-events.ts";
import { chatCompletion, chatEvents } from "../../support/chat-events.ts";
import { errorBody } from "../../support/errors.ts";
import type { Part } from "../../support/parts.ts";
import { json, sse, type Reply } from "../../support/reply.ts";
import { responsesEvents, responsesResponse } from "../../support/responses-events.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import type { SeenRequest } from "../../support/seen-request.ts";
import { startGateway } from "../../support/start-gateway.ts";

const planted = {
  key: `sk-ant-api03-${"Zq8Rk2Lm5Xv7Tn4Wp9Yb3Hd6".repeat(3)}`,
  github: "ghp_4Kd8sLq2Zx7Rt5Vn9Wb3Ym6Pc1Hf0Jg8Ta2e",
  mail: "margaret.hughes@northwind-logistics.com",
  card: "4111 1111 1111 1111",
  iban: "DE89 3704 0044 0532 0130 00",
  password: "hunter2-Vex!9",
} as const;

const values = Object.values(planted);
const prose = `Mail ${planted.mail}, pay ${planted.card} or ${planted.iban}. Key: ${planted.key}`;
const code = `password = "${planted.password}"\nGITHUB_TOKEN=${planted.github}\n`;

const tool = {
  name: "write_file",
  schema: {
    type: "object",
    description: `Used by ${planted.mail}`,
    properties: { text: { type: "string", examples: [code] } },
  },
};

/** Requests with the values in many fields, by the client's dialect. */
const requests: Readonly<Record<Dialect, (isStream: boolean) => object>> = {
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

const paths: Readonly<Record<Dialect, string>> = {
  "anthropic-messages": "/v1/messages",
  "openai-chat": "/v1/chat/completions",
  "openai-responses": "/v1/responses",
};

const voices: Readonly<
  Record<Dialect, { stream(parts: Part[]): string[]; whole(parts: Part[]): object }>
> = {
  "anthropic-messages": { stream: anthropicEvents, whole: anthropicMessage },
  "openai-chat": { stream: chatEvents, whole: chatCompletion },
  "openai-responses": { stream: responsesEvents, whole: responsesResponse },
};

const short: Readonly<Record<Dialect, string>> = {
  "anthropic-messages": "messages",
  "openai-chat": "chat",
  "openai-responses": "responses",
};

const token = /CG_[A-Z]+_[0-9a-z]{14}/g;

/** A model that says every token it was given, in words and in the input of a tool. */
function echo(dialect: Dialect): (request: SeenRequest) => Reply {
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

const dialects = Object.keys(paths) as Dialect[];
const pairs = dialects.flatMap((from) =>
  dialects.flatMap((to) => [true, false].map((isStream) => [from, to, isStream] as const)),
);

function settings(extra: Record<string, string> = {}) {
  return {
    privacy_enabled: "true",
    request_logging: "true",
    detailed_request_logging: "true",
    ...extra,
  };
}

/** The model's words and tool inputs, put together by nothing but JSON's own rules. */
function spoken(body: string): string {
  const strings = [
    ...body.matchAll(/"(?:text|content|delta|arguments|partial_json)":\s*("(?:[^"\\]|\\.)*")/g),
  ];
  return strings.map(([, text = '""']) => JSON.parse(text) as string).join("");
}

test.each(pairs)("%s to %s, streamed: %p: nothing leaks, everything comes back", async (...row) => {
  const [from, to, isStream] = row;
  const upstream = startUpstream(echo(to));
  await using gateway = await startGateway({
    accounts: [{ name: "only", provider: "custom", baseUrl: upstream.url, dialects: short[to] }],
    settings: settings(),
  });
  const answer = await fetch(`${gateway.url}${paths[from]}`, {
    method: "POST",
    body: JSON.stringify(requests[from](isStream)),
  });
  const body = await answer.text();
  expect(answer.status, body).toBe(200);
  expect(answer.headers.get("x-codegate-mutations")).toContain("guardrails");
  const sent = upstream.requests.map((request) => request.text()).join("\n");
  expect(values.filter((value) => sent.includes(value))).toEqual([]);
  expect(sent.match(token)?.length).toBeGreaterThan(values.length);
  expect(body.match(token)).toBeNull();
  const said = spoken(body);
  expect(values.filter((value) => !said.includes(value))).toEqual([]);
  await gateway.stop();
  await upstream.stop();
});

test("neither a failed account nor the next one of another dialect hears of it", async () => {
  const first = startUpstream(() =>
    json(500, errorBody("anthropic-messages", { type: "api_error", message: "no" })),
  );
  const second = startUpstream(echo("openai-chat"));
  await using gateway = await startGateway({
    accounts: [
      { name: "first", provider: "anthropic", baseUrl: first.url, priority: 2 },
      { name: "second", provider: "custom", baseUrl: second.url, dialects: "chat" },
    ],
    settings: settings(),
  });
  const answer = await fetch(`${gateway.url}/v1/messages`, {
    method: "POST",
    body: JSON.stringify(requests["anthropic-messages"](true)),
  });
  const body = await answer.text();
  expect(answer.headers.get("x-proxy-account")).toBe("second");
  expect(values.filter((value) => !spoken(body).includes(value))).toEqual([]);
  for (const upstream of [first, second]) {
    expect(upstream.requests.length).toBeGreaterThan(0);
    const sent = upstream.requests.map((request) => request.text()).join("\n");
    expect(values.filter((value) => sent.includes(value))).toEqual([]);
  }
  // The stored bodies are masked ones too.
  await gateway.gateway.close();
  const rows = JSON.stringify(gateway.data.rows("SELECT * FROM request_logs"));
  expect(rows).toContain("CG_");
  expect(values.filter((value) => rows.includes(value))).toEqual([]);
  await first.stop();
  await second.stop();
});

test("a policy of block refuses, names the place and sends nothing", async () => {
  const upstream = startUpstream(echo("anthropic-messages"));
  await using gateway = await startGateway({
    accounts: [{ name: "only", baseUrl: upstream.url }],
    settings: settings({ codegate_guardrail_email_policy: "block" }),
  });
  const answer = await fetch(`${gateway.url}/v1/messages`, {
    method: "POST",
    body: JSON.stringify({
      model: "claude-opus-4-6",
      max_tokens: 9,
      messages: [{ role: "user", content: `write to ${planted.mail}` }],
    }),
  });
  const text = await answer.text();
  expect(answer.status).toBe(400);
  expect(text).toContain("messages[0].content");
  expect(text).not.toContain(planted.mail);
  expect(upstream.requests).toEqual([]);
  await upstream.stop();
});

test("a key file that cannot be used refuses: nothing goes out unmasked", async () => {
  const upstream = startUpstream(echo("anthropic-messages"));
  await using gateway = await startGateway({
    accounts: [{ name: "only", baseUrl: upstream.url }],
    settings: settings(),
  });
  await Bun.write(`${gateway.data.path}/.guardrail-key`, "half");
  const answer = await fetch(`${gateway.url}/v1/messages`, {
    method: "POST",
    body: JSON.stringify(requests["anthropic-messages"](false)),
  });
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain(".guardrail-key");
  expect(upstream.requests).toEqual([]);
  await upstream.stop();
});
