/** Bodies that cannot be served: each is refused in the caller's dialect, and nothing is sent. */
import { describe, expect, test } from "bun:test";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { limits } from "../../../src/base/limits.ts";
import { openRaw, rawRequest } from "../../support/raw-client.ts";
import { anthropicCase, dialectCases } from "../suite/dialects.ts";
import { expectError } from "../suite/expect-error.ts";
import { lane } from "../suite/lane.ts";
import type { Suite } from "../suite/suite.ts";

const strict = lane("bodies");

export const bodyLanes = [strict];
/** The limit that the list runs with. */
export const bodyLimitMegabytes = 1;

const limitBytes = bodyLimitMegabytes * 1_024 * 1_024;
const pieceBytes = 65_536;
const tooLarge = Buffer.alloc(limitBytes + 1, " ");
const bomb = Buffer.alloc(64 * limitBytes);
const deep = `{"model":"m","x":${"[".repeat(limits.jsonDepth)}${"]".repeat(limits.jsonDepth)}}`;

interface BadBody {
  readonly name: string;
  readonly body: RequestInit["body"];
  readonly status: 400 | 413;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: RegExp;
}

const badBodies: readonly BadBody[] = [
  { name: "none", body: null, status: 400, message: /empty/ },
  { name: "empty", body: "", status: 400, message: /empty/ },
  { name: "white space", body: " \n\t", status: 400, message: /empty/ },
  { name: "not JSON", body: "model=claude", status: 400, message: /byte 0/ },
  { name: "a web form", body: new URLSearchParams({ model: "m" }), status: 400 },
  { name: "broken off", body: '{"model":"m","messages":[', status: 400, message: /end/ },
  { name: "two objects", body: '{"model":"m"}{}', status: 400, message: /byte 13/ },
  { name: "an array", body: '[{"model":"m"}]', status: 400, message: /must be an object/ },
  { name: "null", body: "null", status: 400 },
  { name: "a string", body: '"{}"', status: 400 },
  { name: "comments", body: '{"model":"m"/**/}', status: 400 },
  { name: "a trailing comma", body: '{"model":"m",}', status: 400 },
  { name: "single quotes", body: "{'model':'m'}", status: 400 },
  { name: "no model", body: "{}", status: 400, message: /^model:/ },
  { name: "an empty model", body: '{"model":""}', status: 400, message: /^model:/ },
  {
    name: "a broken escape in the model",
    body: '{"model":"\\u12"}',
    status: 400,
    message: /model/,
  },
  {
    name: "a model that is a number",
    body: '{"model":5}',
    status: 400,
    message: /^model: .*number/,
  },
  { name: "one wrong model of two", body: '{"model":1,"model":"m"}', status: 400 },
  {
    name: "stream as a string",
    body: '{"model":"m","stream":"true"}',
    status: 400,
    message: /^stream:/,
  },
  { name: "messages as a string", body: '{"model":"m","messages":"hi"}', status: 400 },
  { name: "max_tokens as a string", body: '{"model":"m","max_tokens":"9"}', status: 400 },
  { name: "too deep", body: deep, status: 400, message: /too deep/ },
  { name: "too large", body: tooLarge, status: 413, message: /1 MB/ },
  { name: "a zip bomb", body: gzipSync(bomb), status: 413, headers: encoded("gzip") },
  { name: "a brotli bomb", body: brotliCompressSync(bomb), status: 413, headers: encoded("br") },
  { name: "a zstd bomb", body: zstdCompressSync(bomb), status: 413, headers: encoded("zstd") },
  { name: "broken gzip", body: "{}", status: 400, headers: encoded("gzip"), message: /gzip/ },
  {
    name: "gzip cut short",
    body: gzipSync("{}").subarray(0, 12),
    status: 400,
    headers: encoded("gzip"),
  },
  {
    name: "an unknown encoding",
    body: "{}",
    status: 400,
    headers: encoded("lzma"),
    message: /lzma/,
  },
];

function encoded(encoding: string): Readonly<Record<string, string>> {
  return { "content-encoding": encoding };
}

export function addBodyCases(suite: Suite): void {
  for (const to of dialectCases) {
    const { dialect } = to;
    const type = { 400: "invalid_request_error", 413: "request_too_large" } as const;
    describe(`bad bodies to ${to.path}`, () => {
      test.each(badBodies.map((bad) => [bad.name, bad] as const))("%s", async (_name, bad) => {
        const before = suite.sentUpstream();
        const { body, headers = {}, status, message } = bad;
        const response = await suite.post({ lane: strict, to, body, headers });
        await expectError(response, {
          status,
          dialect,
          ...(dialect === "anthropic-messages" ? { type: type[status] } : {}),
          ...(message === undefined ? {} : { message }),
        });
        expect(response.headers.get("x-should-retry")).toBe("false");
        expect(suite.sentUpstream()).toBe(before);
      });
    });
  }

  addLargeCases(suite);
  addCompressedCases(suite);
}

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: (controller) => controller.enqueue(Buffer.alloc(pieceBytes, " ")),
  });
}

function addLargeCases(suite: Suite): void {
  const { dialect, path } = anthropicCase;

  test("a body without a declared length is refused as soon as it is too large", async () => {
    const before = suite.sentUpstream();
    const url = suite.url();
    if (url === null) {
      const response = await suite.post({ lane: strict, to: anthropicCase, body: endless() });
      await expectError(response, { status: 413, dialect, type: "request_too_large" });
    } else {
      const client = await openRaw(url);
      const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\nx-api-key: ${strict.key}\r\n`;
      await client.send(`${head}transfer-encoding: chunked\r\n\r\n`);
      // One chunk more than the limit, and no end.
      for (let sent = 0; sent <= limitBytes; sent += pieceBytes) {
        await client.send(`${pieceBytes.toString(16)}\r\n${" ".repeat(pieceBytes)}\r\n`);
      }
      const answer = await client.until((text) => text.includes("request_id"));
      client.leave("reset");
      expect(answer).toStartWith("HTTP/1.1 413 ");
    }
    expect(suite.sentUpstream()).toBe(before);
  });

  test("a declared length that is too large is refused before the body comes", async () => {
    const url = suite.url();
    const headers = [
      ["x-api-key", strict.key],
      ["content-length", String(2 * limitBytes)],
    ] as [string, string][];
    if (url === null) {
      const request = { method: "POST", headers, body: "{}" };
      return void (await expectError(await suite.call(path, request), { status: 413, dialect }));
    }
    const answer = await rawRequest(url, { target: path, method: "POST", headers });
    expect([answer.status, answer.text()]).toEqual([413, expect.stringContaining("1 MB")]);
  });

  test("a body of exactly the limit is served", async () => {
    const text = anthropicCase.request();
    const body = text + " ".repeat(limitBytes - Buffer.byteLength(text));
    const response = await suite.post({ lane: strict, to: anthropicCase, body });
    expect([response.status, await response.text()]).toEqual([200, anthropicCase.whole()]);
    expect(suite.last(strict.accounts("anthropic")[0]).body.length).toBe(limitBytes);
  });
}

function addCompressedCases(suite: Suite): void {
  const text = anthropicCase.request();
  const rows: readonly (readonly [string, Uint8Array])[] = [
    ["gzip", gzipSync(text)],
    ["GZIP", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["br", brotliCompressSync(text)],
    ["zstd", zstdCompressSync(text)],
    ["identity", Buffer.from(text)],
  ];
  test.each(rows)("a body in %s reaches the provider plain", async (encoding, compressed) => {
    const body = compressed as Uint8Array<ArrayBuffer>;
    const headers = encoded(encoding);
    const response = await suite.post({ lane: strict, to: anthropicCase, body, headers });
    expect([response.status, await response.text()]).toEqual([200, anthropicCase.whole()]);
    const seen = suite.last(strict.accounts("anthropic")[0]);
    expect([seen.text(), seen.header("content-encoding")]).toEqual([text, null]);
    const mutations = encoding === "identity" ? "0" : "content-encoding";
    expect(response.headers.get("x-codegate-mutations")).toBe(mutations);
  });
}
