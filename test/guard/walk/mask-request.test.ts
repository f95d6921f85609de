/** Without this: masking changes bytes that it has no business with, or misses odd spellings. */
import { describe, expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { maskRequest } from "../../../src/guard/walk/mask-request.ts";
import {
  conversation,
  makeGuard,
  makeMemory,
  tokenFor,
  type GuardOptions,
} from "../../support/guard-walk.ts";

interface Options extends GuardOptions {
  readonly dialect?: Dialect;
}

function mask(body: string | Uint8Array, options: Options = {}) {
  const { dialect = "anthropic-messages" } = options;
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const guard = makeGuard(options);
  const scope = makeMemory().open(conversation("test"));
  const result = maskRequest({ bytes, dialect, masker: guard.masker, scope });
  return { ...guard, ...result, given: bytes, text: Buffer.from(result.bytes).toString() };
}

const one = tokenFor("<<one>>");

const oddBody = (value: string) =>
  `\uFEFF { "max_tokens" : 12345678901234567890, "temperature":1.0, "x":1e400,\n` +
  `"messages":[ {"content":"\\u00e9\\/ ${value} \\n\\ud83d\\ude00 \\"q\\" 日本","role":"user"} ,\r\n` +
  `{"role":"user","content":"first","content":"${value}"}],"stream" : true,"system":[]}`;

const escapedNames = (value: string) =>
  `{"mess\\u0061ges":[{"content":[{"type":"thinking","thinkin\\u0067":"<<kept>>"},` +
  `{"t\\u0079pe":"text","te\\u0078t":"${value}"}]}]}`;

const lateType = (value: string) =>
  `{"messages":[{"content":[{"thinking":"<<one>>","signature":"<<one>>","type":"thinking"},` +
  `{"words":"${value}","type":"text"}]}]}`;

const twoTypes = (value: string) =>
  `{"messages":[{"content":[{"type":"thinking","text":"${value}","type":"text"}]}]}`;

describe("what is not found stays", () => {
  test("a request without findings is the very same array", () => {
    const result = mask('{"messages":[{"role":"user","content":"nothing \\u00e9 here"}]}');
    expect(result.bytes).toBe(result.given);
    expect(result.findings).toEqual([]);
  });

  test("key order, white space, numbers, escapes and duplicate keys", () => {
    expect(mask(oddBody("<<one>>")).text).toBe(oddBody(one));
  });

  test("a field under a name that is written with escapes is the same field", () => {
    expect(mask(escapedNames("<<one>>")).text).toBe(escapedNames(one));
  });

  test("a thinking block whose type comes last is left alone", () => {
    expect(mask(lateType("<<one>>")).text).toBe(lateType(one));
  });

  test("a block that says two types is masked: which one counts is not known here", () => {
    expect(mask(twoTypes("<<one>>")).text).toBe(twoTypes(one));
  });
});

describe("what is found, however it is written", () => {
  const spellings: readonly [string, string, string][] = [
    ["plain", "<<one>>", "<<one>>"],
    ["escaped", '<<a\\n\\t\\"b\\"\\\\>>', '<<a\n\t"b"\\>>'],
    ["letters as escapes", "\\u003c<o\\u006e\\u0065>>", "<<one>>"],
    ["beyond ASCII", "<<é日本😀>>", "<<é日本😀>>"],
    ["beyond ASCII, as escapes", "<<\\u00e9\\u65e5\\ud83d\\ude00>>", "<<é日😀>>"],
    ["a lone surrogate", "<<\\ud83d>>", "<<\ud83d>>"],
    ["a raw line feed, which JSON forbids", "<<a\nb>>", "<<a\nb>>"],
    ["an escape that JSON does not know", "<<a\\qb>>", "<<a\\qb>>"],
    ["a broken escape", "<<a\\u12>>", "<<a\\u12>>"],
  ];
  const around = ["", "before ", "é\\n😀\\ud83d\\ude00 \\u00e9日 "];

  test.each(spellings)("%s", (_, written, original) => {
    for (const text of around) {
      const body = (value: string) => `{"system":"${text}${value}${text}${value}"}`;
      const result = mask(body(written));
      expect(result.text).toBe(body(tokenFor(original)));
      expect([...result.originals.values()]).toEqual([original]);
    }
  });

  test("bytes that are no UTF-8 neither hide anything nor change", () => {
    const broken = Buffer.from([0xff, 0x61, 0xe2, 0x82, 0xf0, 0x9f, 0x98, 0xc0, 0x80, 0xed, 0xa0]);
    const body = (value: string) =>
      Buffer.concat([
        Buffer.from('{"system":"'),
        broken,
        Buffer.from(value),
        broken,
        Buffer.from(`é${value}"}`),
      ]);
    expect(mask(body("<<one>>")).bytes).toEqual(new Uint8Array(body(one)));
  });
});

const chat = (written: string) =>
  `{"messages":[{"role":"assistant","tool_calls":[{"function":{"arguments":"${written}"}}]}]}`;

const escaped = (text: string) => JSON.stringify(text).slice(1, -1);

const innerOf = (value: string) => `{ "a":"\\u00e9 ${value}", "n":1.0, "😀":["${value}"]}`;

const ownNames = (value: string) => chat(escaped(`{"${value}":{"${value}":1}}`));

const loneSurrogate = (value: string) => chat(`{\\"a\\":\\"\\ud83d ${value}\\"}`);

describe("JSON in a string", () => {
  test("is masked inside of its strings, at its own escapes", () => {
    const body = chat(escaped(innerOf('<<a\\"b\\n>>')));
    const result = mask(body, { dialect: "openai-chat" });
    const token = tokenFor('<<a"b\n>>');
    expect(result.text).toBe(chat(escaped(innerOf(token))));
    expect(result.originals).toEqual(new Map([[token, '<<a"b\n>>']]));
  });

  test("a find that would reach over its strings stays inside them", () => {
    const text = '{"a":"<<","b":">>"}';
    const result = mask(chat(escaped(text)), { dialect: "openai-chat" });
    expect(result.bytes).toBe(result.given);
  });

  test("property names of a tool's input are its user's own", () => {
    expect(mask(ownNames("<<one>>"), { dialect: "openai-chat" }).text).toBe(ownNames(one));
  });

  test("what is no JSON is text", () => {
    for (const text of ['{"a":"<<one>>', "<<one>>", '{"a":<<one>>}', "[".repeat(600) + "<<one>>"]) {
      const expected = chat(escaped(text.replace("<<one>>", one)));
      expect(mask(chat(escaped(text)), { dialect: "openai-chat" }).text).toBe(expected);
    }
  });

  test("a lone surrogate in it hides nothing", () => {
    expect(mask(loneSurrogate("<<one>>"), { dialect: "openai-chat" }).text).toBe(
      loneSurrogate(one),
    );
  });

  test("a find that holds a lone surrogate comes back as it was", () => {
    const result = mask(loneSurrogate("<<\\ud83d>>"), { dialect: "openai-chat" });
    expect([...result.originals.values()]).toEqual(["<<\ud83d>>"]);
  });
});

describe("what the text level is told", () => {
  test("the property name of a value in a tool's input, and none elsewhere", () => {
    const { seen } = mask(
      '{"system":"s","messages":[{"content":[{"type":"tool_use","input":{"password":"p","l":["e"]}}]}]}',
    );
    expect(seen).toEqual([
      { text: "s", name: null },
      { text: "password", name: null },
      { text: "p", name: "password" },
      { text: "l", name: null },
      { text: "e", name: "l" },
    ]);
  });

  test("a report changes nothing and is found all the same", () => {
    const result = mask('{"system":"<<one>>"}', { action: "report" });
    expect(result.bytes).toBe(result.given);
    expect(result.findings).toMatchObject([{ action: "report", offset: 11, isKnown: false }]);
    expect(result.isBlocked).toBe(false);
  });

  test("a blocked request says so, and where", () => {
    const result = mask('{"system":"ab <<one>>"}', { action: "block" });
    expect(result.isBlocked).toBe(true);
    expect(result.findings).toMatchObject([{ action: "block", detector: "marked", offset: 14 }]);
  });

  test("a masker that fails lets nothing through", () => {
    const scope = makeMemory().open(conversation("test"));
    const masker = {
      decide: () => {
        throw new Error("out of order");
      },
      remember: () => undefined,
    };
    const bytes = Buffer.from('{"system":"x"}');
    const input = { bytes, dialect: "anthropic-messages", masker, scope } as const;
    expect(() => maskRequest(input)).toThrow("out of order");
    expect(() => maskRequest(input)).toThrow("out of order");
  });
});
