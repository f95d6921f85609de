// A request that is parsed and written again loses digits, order and escapes on the way.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { Operation } from "../../src/admit/find-endpoint.ts";
import { limits } from "../../src/base/limits.ts";
import { json } from "../support/reply.ts";
import { type ScriptedUpstream, startUpstream } from "../support/scripted-upstream.ts";
import { type RunningGateway, startGateway } from "../support/start-gateway.ts";
import { looseObjectText } from "../support/write-json.ts";
import { expectBytes } from "./expect-bytes.ts";
import { paths } from "./exchange.ts";

const targetModel = 'vendor/größe "1"';
const keys = { plain: "cgk_plain", mapped: "cgk_mapped" } as const;

let upstream: ScriptedUpstream;
let gateway: RunningGateway;

beforeAll(async () => {
  upstream = startUpstream(() => json(200, { id: "x", content: [], choices: [{}], output: [] }));
  const { url } = upstream;
  gateway = await startGateway({
    accounts: [
      { name: "anthropic", provider: "anthropic", baseUrl: url },
      { name: "openai", provider: "openai", baseUrl: url },
    ],
    configs: Object.keys(keys).map((name) => ({
      name,
      isActive: false,
      tiers: ["anthropic", "openai"].map((account) => ({
        tier: "opus",
        account,
        ...(name === "mapped" ? { targetModel } : {}),
      })),
    })),
    tenants: Object.entries(keys).map(([name, key]) => ({ name, key, config: name })),
  });
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

interface Passed {
  readonly sent: Uint8Array;
  readonly mutations: string | null;
}

async function pass(
  operation: Operation,
  body: Uint8Array | string,
  tenant: keyof typeof keys,
): Promise<Passed> {
  const before = upstream.requests.length;
  const response = await fetch(`${gateway.url}${paths[operation]}`, {
    method: "POST",
    headers: { "x-api-key": keys[tenant] },
    body: body as string,
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
  const sent = upstream.requests[before]?.body;
  if (sent === undefined) throw new Error("nothing was sent");
  return { sent, mutations: response.headers.get("x-codegate-mutations") };
}

const operations = Object.keys(paths) as Operation[];

/** Bodies in three parts: what stands before the model's name, the name as written, the rest. */
const odd: Readonly<Record<string, readonly [string, string, string]>> = {
  "an odd order of keys": [
    '{"z":1,"messages":[],"a":2,"model":',
    '"opus-m"',
    ',"b":{"z":0,"a":0}}',
  ],
  "big integers": ['{"model":', '"opus-m"', ',"x":[12345678901234567890,9007199254740993]}'],
  "numbers as they like": ['{"x":[1.0,-0,1e5,1E+400,0.10],"model":', '"opus-m"', "}"],
  "keys that come twice": ['{"x":1,"x":2,"model":', '"opus-m"', ',"x":{"x":1,"x":2}}'],
  "escapes that nobody needs": ['{"x":"\\u0041\\/","model":', '"\\u006fpus\\/m"', ',"\\u0078":1}'],
  "the model's key escaped": ['{"mod\\u0065l":', '"opus-m"', "}"],
  "half a surrogate pair": ['{"x":"\\ud800","y":"\\uDC00 \\ud83d\\ude00","model":', '"opus"', "}"],
  "letters of many bytes": ['{"größe":"東京 🗼\u2028\u00a0","model":', '"opus-ü"', ',"ß":1}'],
  "white space": ['\r\n\t { \n "x" : [ 1 , 2 ] , "model" :\n', '"opus-m"', "\t}\n\n  "],
  "a byte order mark": ['\uFEFF{"model":', '"opus-m"', "}"],
  "names from Object": ['{"__proto__":{"model":"x"},"constructor":0,"":1,"model":', '"opus"', "}"],
  "a model inside": ['{"x":{"model":"opus"},"y":"\\"model\\":1","model":', '"opus-m"', "}"],
  "the deepest nesting": [
    `{"x":${"[".repeat(limits.jsonDepth - 1)}${"]".repeat(limits.jsonDepth - 1)},"model":`,
    '"opus-m"',
    "}",
  ],
  "a megabyte before": [`{"x":"${"größe\\n".repeat(160_000)}","model":`, '"opus-m"', ',"y":1.0}'],
  "a megabyte behind": ['{"model":', '"opus-m"', `,"x":"${"größe\\n".repeat(160_000)}"}`],
};

describe.each(Object.entries(odd))("a body with %s", (_name, [before, model, after]) => {
  test.each(operations)("goes out over %s as it came in", async (operation) => {
    const body = `${before}${model}${after}`;
    const plain = await pass(operation, body, "plain");
    expectBytes(plain.sent, body);
    expect(plain.mutations).toBe("0");
    const mapped = await pass(operation, body, "mapped");
    expectBytes(mapped.sent, `${before}${JSON.stringify(targetModel)}${after}`);
    expect(mapped.mutations).toBe("model");
  });
});

test("bytes that are no UTF-8 go out as they came in", async () => {
  const [start, end] = [Buffer.from('{"x":"'), Buffer.from('","model":"opus-m"}')];
  const body = Buffer.concat([start, Uint8Array.of(0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80), end]);
  const { sent, mutations } = await pass("messages", body, "plain");
  expectBytes(sent, body);
  expect(mutations).toBe("0");
});

/** Fields that the gateway reads need their own types; they are not what this is about. */
const read = new Set(["model", "stream", "stream_options", "max_tokens", "messages"]);

const texts = looseObjectText.filter(({ fields }) => fields.every(([name]) => !read.has(name)));

test("whatever a client writes goes out as it is, but for a mapped name", async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.constantFrom(...operations), async ({ fields, text }, operation) => {
      const comma = fields.length === 0 ? "" : ",";
      const open = text.indexOf("{") + 1;
      const [before, after] = [`${text.slice(0, open)} "model" : `, comma + text.slice(open)];
      const body = `${before}"opus-m"${after}`;
      const plain = await pass(operation, body, "plain");
      expectBytes(plain.sent, body);
      const mapped = await pass(operation, body, "mapped");
      expectBytes(mapped.sent, `${before}${JSON.stringify(targetModel)}${after}`);
      expect([plain.mutations, mapped.mutations]).toEqual(["0", "model"]);
    }),
    { numRuns: 200 },
  );
});
