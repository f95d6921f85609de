/**
 * What could go wrong: the sentence about tokens breaks the JSON, changes other bytes, moves a
 * cache's breakpoint, stands twice, is taken for a token or for a secret, or differs from turn to
 * turn.
 */
import { describe, expect, test } from "bun:test";
import type { Operation } from "../../../src/admit/find-endpoint.ts";
import type { Dialect } from "../../../src/base/dialect.ts";
import { addHint } from "../../../src/guard/hint/add-hint.ts";
import { hint } from "../../../src/guard/hint/hint.ts";
import { findToken, openTail } from "../../../src/guard/token/token-shape.ts";
import { readRequest, type ModelRequest } from "../../../src/read/read-request.ts";
import { found, maskOnce } from "../../support/guard.ts";

const operations: Readonly<Record<Dialect, Operation>> = {
  "anthropic-messages": "messages",
  "openai-chat": "chat",
  "openai-responses": "responses",
};

function read(dialect: Dialect, text: string): ModelRequest {
  const bytes = Buffer.from(text);
  const request = readRequest({ operation: operations[dialect], dialect, bytes });
  if (!request.ok) throw new Error(request.failure.message);
  return request.value;
}

/** The text with the hint; its scan must be the one that a new look would give. */
function told(dialect: Dialect, text: string): string {
  const added = addHint(read(dialect, text));
  if (!added.ok) throw new Error(added.failure.message);
  const after = Buffer.from(added.value.bytes).toString();
  JSON.parse(after.replace(/^\uFEFF/, ""));
  expect(added.value.scan).toEqual(read(dialect, after).scan);
  return after;
}

const part = `{"type":"text","text":"${hint}"}`;
const message = `{"role":"system","content":"${hint}"}`;
const more = `\\n\\n${hint}`;
const user = '{"role":"user","content":"Hi"}';

type Row = readonly [what: string, before: string, after: string];

const messagesRows: readonly Row[] = [
  ["a text", '"system":"Be kind."', `"system":"Be kind.${more}"`],
  ["an empty text", '"system":""', `"system":"${hint}"`],
  [
    "escapes at its end",
    String.raw`"system":"a \"b\" \\"`,
    String.raw`"system":"a \"b\" \\${more}"`,
  ],
  ["half a surrogate", String.raw`"system":"\ud83d"`, String.raw`"system":"\ud83d${more}"`],
  ["UTF-8", '"system":"Grüße 👋"', `"system":"Grüße 👋${more}"`],
  [
    "blocks with a breakpoint",
    '"system":[{"type":"text","text":"A","cache_control":{"type":"ephemeral"}}]',
    `"system":[{"type":"text","text":"A","cache_control":{"type":"ephemeral"}},${part}]`,
  ],
  ["space", '"system" : [ {"type":"text"} \n ] ', `"system" : [ {"type":"text"} \n ,${part}] `],
  ["no blocks", '"system":[]', `"system":[${part}]`],
  ["no blocks but space", '"system":[ \n]', `"system":[ \n${part}]`],
  ["null", '"system":null', `"system":"${hint}"`],
  ["an escaped key", String.raw`"s\u0079stem":"A"`, String.raw`"s\u0079stem":"A${more}"`],
  [
    "several, each of another kind",
    '"system":"A","system":null,"system":[],"system":7',
    `"system":"A${more}","system":"${hint}","system":[${part}],"system":7`,
  ],
  ["a wrong type", '"system":{"text":"A"}', '"system":{"text":"A"}'],
];

const inMessages = (system: string) => `{"model":"m",${system},"messages":[${user}],"thinking":{}}`;

const atItsEnd = (system: string) => `\uFEFF { "messages" : [],"model":"m",${system}} `;

test.each(messagesRows)("Messages, %s", (_, before, after) => {
  expect(told("anthropic-messages", inMessages(before))).toBe(inMessages(after));
  // Behind a byte order mark, and as the last field.
  expect(told("anthropic-messages", atItsEnd(before))).toBe(atItsEnd(after));
});

const responsesRows: readonly Row[] = [
  ["a text", '"instructions":"Be kind."', `"instructions":"Be kind.${more}"`],
  ["an empty text", '"instructions":""', `"instructions":"${hint}"`],
  ["null", '"instructions": null ', `"instructions": "${hint}" `],
  [
    "several",
    '"instructions":null,"instructions":"A"',
    `"instructions":"${hint}","instructions":"A${more}"`,
  ],
  ["a wrong type", '"instructions":["A"]', '"instructions":["A"]'],
  [
    "a kept prompt",
    '"prompt":{"id":"p"},"instructions":null',
    '"prompt":{"id":"p"},"instructions":null',
  ],
  ["a kept prompt alone", '"prompt":{"id":"p"}', '"prompt":{"id":"p"}'],
  ["no prompt", '"prompt":null,"instructions":"A"', `"prompt":null,"instructions":"A${more}"`],
  [
    "a kept prompt and a text",
    '"prompt":{"id":"p"},"instructions":"A"',
    `"prompt":{"id":"p"},"instructions":"A${more}"`,
  ],
];

const inResponses = (field: string) => `{"model":"m",${field},"input":[${user}],"store":false}`;

test.each(responsesRows)("Responses, %s", (_, before, after) => {
  expect(told("openai-responses", inResponses(before))).toBe(inResponses(after));
});

test("without a field for instructions there is one more", () => {
  const messages = `"model":"m","messages":[${user}]}`;
  expect(told("anthropic-messages", `{${messages}`)).toBe(`{"system":"${hint}",${messages}`);
  expect(told("anthropic-messages", `\uFEFF{ ${messages}`)).toBe(
    `\uFEFF{"system":"${hint}", ${messages}`,
  );
  const input = '"model":"m","input":"Hi"}';
  expect(told("openai-responses", `{${input}`)).toBe(`{"instructions":"${hint}",${input}`);
});

const chatRows: readonly Row[] = [
  ["nobody instructs", `[${user}]`, `[${message},${user}]`],
  ["no messages", "[ ]", `[${message} ]`],
  [
    "a system prompt",
    `[{"role":"system","content":"A"},${user}]`,
    `[{"role":"system","content":"A${more}"},${user}]`,
  ],
  [
    "the last of several goes on",
    `[ {"role":"system","content":"A"} , {"content":"B","role":"developer"} , ${user} ]`,
    `[ {"role":"system","content":"A"} , {"content":"B${more}","role":"developer"} , ${user} ]`,
  ],
  [
    "parts",
    `[{"role":"developer","content":[{"type":"text","text":"A"}]},${user}]`,
    `[{"role":"developer","content":[{"type":"text","text":"A"},${part}]},${user}]`,
  ],
  ["no parts", '[{"role":"system","content":[]}]', `[{"role":"system","content":[${part}]}]`],
  ["null", '[{"role":"system","content":null}]', `[{"role":"system","content":"${hint}"}]`],
  ["no content", '[{"role":"system"}]', `[{"content":"${hint}","role":"system"}]`],
  ["a wrong type", '[{"role":"system","content":7}]', '[{"role":"system","content":7}]'],
  [
    "instructions that come later are none",
    `[${user},{"role":"system","content":"A"}]`,
    `[${message},${user},{"role":"system","content":"A"}]`,
  ],
  ["no objects", '["A"]', `[${message},"A"]`],
  [
    "two roles",
    '[{"role":"user","role":"system","content":"A"}]',
    `[${message},{"role":"user","role":"system","content":"A"}]`,
  ],
  [
    "two contents",
    '[{"role":"system","content":"A","content":"B"}]',
    `[{"role":"system","content":"A${more}","content":"B${more}"}]`,
  ],
];

const inChat = (messages: string) => `{"stream":true,"messages":${messages},"model":"m"}`;

const twiceInChat = (messages: string) =>
  `{"messages":${messages},"model":"m","messages":${messages}}`;

test.each(chatRows)("Chat, %s", (_, before, after) => {
  expect(told("openai-chat", inChat(before))).toBe(inChat(after));
  expect(told("openai-chat", twiceInChat(before))).toBe(twiceInChat(after));
});

test("where no messages are there is no place", () => {
  const request = read("openai-chat", '{"model":"m"}');
  expect(addHint(request)).toEqual({ ok: true, value: request });
});

describe("the sentence", () => {
  test("is JSON as it stands", () => {
    expect(JSON.stringify(hint)).toBe(`"${hint}"`);
    expect(hint).toMatch(/^[ -~]+$/);
  });

  test("holds no token, and no beginning of one at its end", () => {
    expect(hint).toMatch(/CG_EMAIL_[0-9a-z]{14} /);
    expect(findToken(hint, 0)).toBeNull();
    expect(openTail(hint)).toBe(hint.length);
  });

  test("is left alone by every detector, alone and behind other words", () => {
    for (const text of [hint, `Passwords and keys.\n\n${hint}`, `${hint}\n${hint}`]) {
      expect(found(text)).toEqual([]);
      expect(maskOnce(text).text).toBe(text);
    }
  });
});
