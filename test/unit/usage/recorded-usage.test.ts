// What could go wrong: a real provider reports usage in a way that no made-up example shows.
import { expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import type { Usage } from "../../../src/base/usage.ts";
import { costOf, findPrice } from "../../../src/prices/find-price.ts";
import { findUsage } from "../../../src/usage/find-usage.ts";
import { fieldsOf } from "../../../src/base/json-fields.ts";
import { readUsages } from "../../../src/usage/read-usage.ts";
import { recordings, type Recording } from "../../support/recordings.ts";

function dialectOf({ family }: Recording): Dialect {
  if (family === "openai-responses") return "openai-responses";
  return family.startsWith("anthropic") ? "anthropic-messages" : "openai-chat";
}

/** The JSON of a whole answer or of each event of a stream; what is no JSON is left out. */
function payloads({ stream, response }: Recording): readonly unknown[] {
  const text = new TextDecoder().decode(response);
  const lines = text.split(/\r?\n/).filter((line) => line.startsWith("data:"));
  const texts = stream ? lines.map((line) => line.slice("data:".length)) : [text];
  return texts.flatMap((json) => {
    try {
      return [JSON.parse(json) as unknown];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  });
}

interface Read {
  readonly name: string;
  readonly dialect: Dialect;
  /** The last usage object, as the provider wrote it. */
  readonly last: Readonly<Record<string, unknown>>;
  readonly usage: Usage | null;
  readonly model: string;
}

const all: readonly Read[] = recordings().flatMap((recording) => {
  const dialect = dialectOf(recording);
  const answers = payloads(recording);
  const usages = answers.map((answer) => findUsage(dialect, answer)).filter(Boolean);
  if (usages.length === 0) return [];
  const model = answers.map((answer) => fieldsOf(answer)["model"]).find(Boolean);
  const last = fieldsOf(usages.at(-1));
  return [
    {
      name: recording.name,
      dialect,
      last,
      usage: readUsages(dialect, usages),
      model: String(model),
    },
  ];
});

const skip = all.length === 0;

test.skipIf(skip)("every recorded usage gives whole counts of every priced kind", () => {
  expect(all.length).toBeGreaterThan(100);
  for (const { name, usage } of all) {
    const { reasoning, ...priced } = usage ?? {};
    expect(Object.keys(priced).length, name).toBe(5);
    for (const count of Object.values(priced)) {
      expect(Number.isSafeInteger(count) && (count ?? -1) >= 0, name).toBe(true);
    }
    expect(reasoning ?? 0, name).toBeLessThanOrEqual(usage?.output ?? 0);
  }
});

test.skipIf(skip)("in OpenAI's dialects the kinds add up to the provider's own sum", () => {
  const sums = all.filter(({ dialect }) => dialect !== "anthropic-messages");
  for (const { name, last, usage } of sums) {
    if (usage === null) throw new Error(`${name} has no usage`);
    const prompt = Number(last["prompt_tokens"] ?? last["input_tokens"]);
    const { input, cacheRead, cacheWrite5m, cacheWrite1h, output } = usage;
    const ours = [input, cacheRead, cacheWrite5m, cacheWrite1h].reduce<number>(
      (sum, count) => sum + (count ?? Number.NaN),
      0,
    );
    expect(ours, name).toBe(prompt);
    expect(ours + (output ?? Number.NaN), name).toBe(Number(last["total_tokens"]));
  }
  expect(sums.length).toBeGreaterThan(70);
});

test.skipIf(skip)("in Anthropic's dialect the counts are those of the last report", () => {
  const counts = all.filter(({ dialect }) => dialect === "anthropic-messages");
  for (const { name, last, usage } of counts) {
    expect(usage?.output, name).toBe(Number(last["output_tokens"]));
    if (last["input_tokens"] !== undefined)
      expect(usage?.input, name).toBe(Number(last["input_tokens"]));
    const writes = (usage?.cacheWrite5m ?? 0) + (usage?.cacheWrite1h ?? 0);
    if (last["cache_creation_input_tokens"] !== undefined) {
      expect(writes, name).toBe(Number(last["cache_creation_input_tokens"]));
    }
  }
  expect(counts.length).toBeGreaterThan(30);
});

const expectedUsages: [name: string, expected: Partial<Usage>][] = [
  [
    "rig-anthropic-response-identity-edge-caching-and-identity-share-the-wire-s-0",
    { input: 3, cacheRead: 0, cacheWrite5m: 10, cacheWrite1h: 3259, output: 6 },
  ],
  ["ddtrace-anthropic-completion-cache-write-1h-ttl", { cacheWrite5m: 0, cacheWrite1h: 2056 }],
  ["sdkpy-stream-a-toolrefusal", { input: 28, output: 106, reasoning: 67 }],
  ["pyai-test-anthropic-mcp-servers-stream", { input: 3042, output: 354 }],
  ["pyai-test-compatible-api-with-tool-calls-without-id-0", { input: 35, output: 74 }],
  ["vercel-groq-tool-call", { input: 210, cacheRead: 0, output: 15 }],
  ["pyai-test-groq-model-web-search-tool-stream", { input: 5003, output: 359 }],
  ["vercel-moonshotai-reasoning", { input: 10, cacheRead: 10, output: 30, reasoning: 22 }],
  ["vercel-openai-file-search-tool-1-2", { input: 1433, cacheRead: 2304, output: 621 }],
  ["pyai-test-openrouter-stream-error", { output: 10, reasoning: 10 }],
];

test.skipIf(skip).each(expectedUsages)("%s", (name, expected) => {
  const read = all.find((candidate) => candidate.name === name);
  expect(read?.usage).toMatchObject(expected);
});

const billed = [
  "pyai-test-openrouter-cache-all-settings-real-api-1",
  "rig-openrouter-refusal-matrix-blocking-gpt-4-1-refusal",
  "rubyllm-chat-function-calling-openrouter-claude-haiku-4-5-can-use-tools-withou-0",
  "pyai-test-openrouter-stream-error",
];

test.skipIf(skip).each(billed)("our bill is the one OpenRouter sent with %s", (name) => {
  const read = all.find((candidate) => candidate.name === name);
  const price = findPrice("openrouter", read?.model ?? "");
  if (read?.usage === undefined || read.usage === null || price === null) throw new Error(name);
  expect(costOf(price, read.usage)).toBeCloseTo(Number(read.last["cost"]), 9);
});
