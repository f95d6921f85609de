/** Without this: whole answers come back with tokens in them, or as JSON that does not parse. */
import { describe, expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { parseRemoteTools } from "../../../src/guard/restore/remote-tools.ts";
import { restoreBody } from "../../../src/guard/restore/restore-body.ts";
import { anthropicMessage } from "../../support/anthropic-events.ts";
import { chatCompletion } from "../../support/chat-events.ts";
import { restorerOf, tokenFor } from "../../support/guard-walk.ts";
import { bodyFor } from "../../support/guard-paths.ts";
import type { Part } from "../../support/parts.ts";
import { responsesResponse } from "../../support/responses-events.ts";

const original = 'a "quoted"\n\\ back\\slash 😀é';
const token = tokenFor(original);
const tools = {
  restorer: restorerOf(new Map([[token, original]])),
  isRemoteTool: parseRemoteTools("remote_*"),
};

function restore(body: unknown, dialect: Dialect): unknown {
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return JSON.parse(Buffer.from(restoreBody(bytes, dialect, tools)).toString());
}

const parts = (value: string, kept: string): Part[] => [
  { thinking: `about ${token}`, signature: token },
  { text: `x ${value}${value}, CG_MARK_00000000000000 y` },
  { tool: "write", id: `toolu_${token}`, input: { path: value, [value]: [value], n: 1 } },
  { tool: "remote_search", input: { query: kept } },
];

test("an Anthropic answer", () => {
  const given = anthropicMessage(parts(token, token));
  expect(restore(given, "anthropic-messages")).toEqual(anthropicMessage(parts(original, token)));
});

test("a Chat answer", () => {
  const given = chatCompletion(parts(token, token));
  expect(restore(given, "openai-chat")).toEqual(chatCompletion(parts(original, token)));
});

const echo = (value: string) => ({
  instructions: `be ${value}`,
  metadata: { note: value },
  tools: [{ type: "function", name: "f", description: value }],
});

test("a Responses answer, with what it repeats of the request", () => {
  const given = { ...responsesResponse(parts(token, token)), ...echo(token) };
  const expected = { ...responsesResponse(parts(original, token)), ...echo(original) };
  expect(restore(given, "openai-responses")).toEqual(expected);
});

describe("each place of an answer", () => {
  const restored: readonly (readonly [Dialect, string])[] = [
    ["anthropic-messages", "content[]{type=text}.citations[].cited_text"],
    ["anthropic-messages", "content[]{type=code_execution_tool_result}.content.stdout"],
    ["anthropic-messages", "content[]{type=mcp_tool_result}.content[]{type=text}.text"],
    ["anthropic-messages", "content[]{type=compaction}.content"],
    ["anthropic-messages", "error.message"],
    ["anthropic-messages", "stop_sequence"],
    ["openai-chat", "choices[].message.refusal"],
    ["openai-chat", "choices[].message.annotations[].title"],
    ["openai-chat", "choices[].message.audio.transcript"],
    ["openai-chat", "choices[].message.tool_calls[]{type=custom}.custom.input"],
    ["openai-chat", "choices[].text"],
    ["openai-chat", "error.message"],
    ["openai-responses", "output[]{type=custom_tool_call}.input"],
    ["openai-responses", "output[]{type=local_shell_call}.action.command[]"],
    ["openai-responses", "output[]{type=apply_patch_call}.operation.diff"],
    ["openai-responses", "output[]{type=message}.content[]{type=refusal}.refusal"],
    ["openai-responses", "error.message"],
  ];
  test.each(restored)("%s: %s is restored", (dialect, path) => {
    expect(restore(bodyFor(path, `<${token}>`), dialect)).toEqual(bodyFor(path, `<${original}>`));
  });

  const kept: readonly (readonly [Dialect, string])[] = [
    ["anthropic-messages", "id"],
    ["anthropic-messages", "model"],
    ["anthropic-messages", "content[]{type=thinking}.thinking"],
    ["anthropic-messages", "content[]{type=redacted_thinking}.data"],
    ["anthropic-messages", "content[]{type=server_tool_use,name=web_search}.input.query"],
    ["anthropic-messages", "content[]{type=mcp_tool_use,name=ask}.input.query"],
    ["anthropic-messages", "content[]{type=web_search_tool_result}.content[].encrypted_content"],
    ["openai-chat", "choices[].message.reasoning_content"],
    ["openai-chat", "choices[].message.reasoning_details[].text"],
    ["openai-chat", "choices[].message.tool_calls[].function.name"],
    ["openai-chat", "choices[].logprobs.content[].token"],
    ["openai-responses", "output[]{type=reasoning}.summary[].text"],
    ["openai-responses", "output[]{type=reasoning}.encrypted_content"],
    ["openai-responses", "output[]{type=web_search_call}.action.query"],
    ["openai-responses", "output[]{type=mcp_call}.arguments"],
    ["openai-responses", "output[]{type=code_interpreter_call}.code"],
    ["openai-responses", "output[]{type=image_generation_call}.result"],
    ["openai-responses", "output[]{type=function_call}.call_id"],
  ];
  test.each(kept)("%s: %s is left alone", (dialect, path) => {
    const body = bodyFor(path, `<${token}>`);
    expect(restore(body, dialect)).toEqual(body);
  });
});

const restoreText = (text: string) => {
  const bytes = Buffer.from(text);
  const restored = restoreBody(bytes, "anthropic-messages", tools);
  return { isSame: restored === bytes, text: Buffer.from(restored).toString() };
};

const spacedBody = (value: string) =>
  `{ "n":1.0,"content" : [{"text":"\\/ ${value} \\n","x":1e400}]}`;

const contentBody = (value: string) => `{"content":"${value}"}`;

describe("bytes", () => {
  test("without a token the answer is the very same array", () => {
    expect(restoreText('{"content":[{"type":"text","text":"ABC"}]}').isSame).toBe(true);
    expect(restoreText('{"content":[{"type":"text","text":"CG_MARK_00"}]}').isSame).toBe(true);
  });

  test("what is no JSON stays as it is", () => {
    for (const text of [token, `{"content":"${token}"`, "[".repeat(600) + `"${token}"`]) {
      expect(restoreText(text)).toEqual({ isSame: true, text });
    }
  });

  test("escapes, white space and numbers around a token stay as they are", () => {
    const written = JSON.stringify(original).slice(1, -1);
    expect(restoreText(spacedBody(token)).text).toBe(spacedBody(written));
  });

  test("a token that is written with escapes is one; what only looks like one is none", () => {
    const escaped = token.replace("C", "\\u0043");
    const odd = token.replace("C", "\\u00AC");
    expect(JSON.parse(restoreText(contentBody(escaped)).text)).toEqual({ content: original });
    expect(JSON.parse(restoreText(contentBody(odd)).text)).toEqual(JSON.parse(contentBody(odd)));
  });
});
