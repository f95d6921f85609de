// Servers write events and JSON in many ways; a relay that reads them must not rewrite them.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Operation } from "../../src/admit/find-endpoint.ts";
import type { Dialect } from "../../src/base/dialect.ts";
import type { CutMode } from "../support/cut.ts";
import { bytes, sse } from "../support/reply.ts";
import { type Line, plainBody, silentBody, startLine } from "./exchange.ts";
import { expectBytes, withoutUsageEvent } from "./expect-bytes.ts";
import { oddStreams } from "./odd-streams.ts";

let line: Line;

beforeAll(async () => {
  line = await startLine();
});
afterAll(() => line.stop());

const operations: Readonly<Record<Dialect, Operation>> = {
  "anthropic-messages": "messages",
  "openai-chat": "chat",
  "openai-responses": "responses",
};

/** Longest body that is cut into small pieces, bytes. Single bytes: see relay-cuts.test.ts. */
const smallBytes = 20_000;
const largePieceBytes = 50_001;
const cuts: readonly CutMode[] = ["whole", "random", "utf8"];

const rows = oddStreams.map((stream) => [stream.name, stream] as const);

describe.each([false, true])("streams, compressed by the provider: %p", (gzip) => {
  test.each(rows)("%s", async (_name, { dialect, events }) => {
    const operation = operations[dialect];
    const body = plainBody(operation, true);
    const expected = Buffer.from(events.join(""));
    for (const cut of expected.length < smallBytes ? cuts : [largePieceBytes]) {
      const reply = { ...sse(events, { pieceBytes: cut }), gzip };
      const { answer, request, mutations } = await line.pass({ operation, body, reply });
      expect([answer.status, answer.endedCleanly, mutations]).toEqual([200, true, []]);
      expectBytes(request.body, body);
      expectBytes(answer.body, expected, `cut ${cut}`);
    }
  });
});

describe("chat streams whose client did not ask for usage", () => {
  const chat = oddStreams.filter(({ dialect }) => dialect === "openai-chat");
  test.each(chat.map((stream) => [stream.name, stream] as const))("%s", async (_name, stream) => {
    const whole = Buffer.from(stream.events.join(""));
    const expected = withoutUsageEvent(whole);
    const body = silentBody("chat");
    for (const cut of whole.length < smallBytes ? cuts : [largePieceBytes]) {
      const reply = sse(stream.events, { pieceBytes: cut });
      const passed = await line.pass({ operation: "chat", body, reply });
      expect(passed.request.text()).toBe(
        `${body.slice(0, -1)},"stream_options":{"include_usage":true}}`,
      );
      expect(passed.mutations).toEqual(["stream_options.include_usage", "response.usage_chunk"]);
      expectBytes(passed.answer.body, expected, `cut ${cut}`);
    }
  });
});

const megabyte = JSON.stringify({ id: "x", text: "größe ".repeat(180_000), n: 1 });

const wholes: Readonly<Record<string, string>> = {
  "white space": ' {\n\t"id" : "x" ,\r\n "usage" : { } }\n\n',
  "numbers as they like": '{"a":1.0,"b":1e2,"c":-0,"d":12345678901234567890123,"e":1E400}',
  "keys that come twice": '{"id":"a","id":"b","usage":{"x":1},"usage":{"x":2}}',
  escapes: '{"\\u0069d":"\\u0041\\/\\ud800 \\uD83D\\uDE00"}',
  "letters of many bytes": '{"text":"Grüße, 東京 🗼\u2028"}',
  "an error that is none": '{"id":"x","error":null}',
  "unknown fields": '{"zzz":[[[]]],"__proto__":{"a":1},"":0}',
  "a byte order mark": '\uFEFF{"id":"x"}',
  "a megabyte": megabyte,
};

/** What tells an answer from anything else, in every dialect. */
const marks = '"content":[],"choices":[{}],"output":[],';

describe.each(Object.entries(wholes))("a whole answer with %s", (_name, odd) => {
  const text = odd.replace("{", `{${marks}`);
  test.each([...Object.values(operations), "count_tokens"] as Operation[])(
    "over %s",
    async (operation) => {
      const body = plainBody(operation, false);
      for (const gzip of [false, true]) {
        const headers = { "content-type": "application/json; charset=utf-8" };
        const pieceBytes = text.length > smallBytes ? largePieceBytes : "one-byte";
        const reply = { ...bytes(text, { headers, framing: "chunked", pieceBytes }), gzip };
        const passed = await line.pass({ operation, body, reply });
        expect([passed.answer.status, passed.mutations]).toEqual([200, []]);
        expect(passed.answer.header("content-type")).toBe("application/json; charset=utf-8");
        expect(passed.answer.header("content-encoding")).toBeNull();
        expectBytes(passed.answer.body, text);
        expectBytes(passed.request.body, body);
      }
    },
  );
});
