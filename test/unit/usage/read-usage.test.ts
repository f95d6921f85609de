// What could go wrong: cached tokens are counted twice or lost, or a missing count becomes a zero.
import { expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { readUsage } from "../../../src/usage/read-usage.ts";
import { tokenCounts as counts } from "../../support/token-counts.ts";

type Case = [what: string, usage: unknown, expected: readonly (number | null)[] | null];

const anthropic: Case[] = [
  [
    "every kind",
    {
      input_tokens: 3,
      cache_read_input_tokens: 20,
      cache_creation_input_tokens: 3269,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 3259 },
      output_tokens: 60,
      output_tokens_details: { thinking_tokens: 47 },
    },
    [3, 20, 10, 3259, 60, 47],
  ],
  ["no caches at all", { input_tokens: 19, output_tokens: 22 }, [19, 0, 0, 0, 22, null]],
  [
    "writes without a split",
    { input_tokens: 1, cache_creation_input_tokens: 100, output_tokens: 2 },
    [1, 0, 100, 0, 2, null],
  ],
  [
    "a null split",
    { input_tokens: 1, cache_creation_input_tokens: 100, cache_creation: null, output_tokens: 2 },
    [1, 0, 100, 0, 2, null],
  ],
  [
    "a split that leaves a rest",
    {
      input_tokens: 1,
      cache_creation_input_tokens: 100,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      output_tokens: 2,
    },
    [1, 0, 80, 20, 2, null],
  ],
  [
    "a split without its sum",
    {
      input_tokens: 1,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      output_tokens: 2,
    },
    [1, 0, 10, 20, 2, null],
  ],
  [
    "a sum below its split",
    {
      input_tokens: 1,
      cache_creation_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      output_tokens: 2,
    },
    [1, 0, 10, 20, 2, null],
  ],
  [
    "a compaction beside the counts, an advisor of another model",
    {
      input_tokens: 100,
      cache_read_input_tokens: 10,
      output_tokens: 20,
      iterations: [
        { type: "compaction", input_tokens: 5000, cache_read_input_tokens: 7, output_tokens: 300 },
        { type: "message", input_tokens: 100, output_tokens: 20 },
        { type: "advisor_message", model: "other", input_tokens: 2543, output_tokens: 18 },
        null,
      ],
    },
    [5100, 17, 0, 0, 320, null],
  ],
  ["only input", { input_tokens: 5 }, [5, null, null, null, null, null]],
  ["only output", { output_tokens: 5 }, [null, null, null, null, 5, null]],
  [
    "thinking beyond the output it belongs to",
    { input_tokens: 1, output_tokens: 10, output_tokens_details: { thinking_tokens: 12 } },
    [1, 0, 0, 0, 10, 10],
  ],
  ["a foreign dialect", { prompt_tokens: 5, completion_tokens: 5 }, null],
];

test.each(anthropic)("anthropic-messages: %s", (_what, usage, expected) => {
  expect(counts(readUsage("anthropic-messages", usage))).toEqual(expected);
});

const chat: Case[] = [
  [
    "OpenAI with every kind",
    {
      prompt_tokens: 2649,
      completion_tokens: 100,
      total_tokens: 2749,
      prompt_tokens_details: { cached_tokens: 2569, cache_write_tokens: 79, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 30 },
    },
    [1, 2569, 79, 0, 100, 30],
  ],
  [
    "no details",
    { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    [10, 0, 0, 0, 5, null],
  ],
  [
    "null details (vLLM)",
    {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_tokens_details: null,
      completion_tokens_details: null,
    },
    [10, 0, 0, 0, 5, null],
  ],
  [
    "DeepSeek's hits and misses",
    {
      prompt_tokens: 496,
      completion_tokens: 31,
      total_tokens: 527,
      prompt_cache_hit_tokens: 384,
      prompt_cache_miss_tokens: 112,
    },
    [112, 384, 0, 0, 31, null],
  ],
  [
    "hits and misses without the sum",
    { prompt_cache_hit_tokens: 384, prompt_cache_miss_tokens: 112, completion_tokens: 31 },
    [112, 384, 0, 0, 31, null],
  ],
  [
    "Venice's place beside an empty one",
    {
      prompt_tokens: 1575,
      completion_tokens: 2,
      total_tokens: 1577,
      cache_read_input_tokens: 1056,
      prompt_tokens_details: { cached_tokens: 0 },
    },
    [519, 1056, 0, 0, 2, null],
  ],
  [
    "Moonshot's place",
    { prompt_tokens: 20, completion_tokens: 30, total_tokens: 50, cached_tokens: 10 },
    [10, 10, 0, 0, 30, null],
  ],
  [
    "Anthropic's words in a chat answer",
    {
      prompt_tokens: 100,
      completion_tokens: 5,
      total_tokens: 105,
      cache_creation_input_tokens: 60,
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 40 },
    },
    [40, 0, 20, 40, 5, null],
  ],
  [
    "xAI: reasoning only in the total",
    {
      prompt_tokens: 30,
      completion_tokens: 9,
      total_tokens: 350,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 311 },
    },
    [26, 4, 0, 0, 320, 311],
  ],
  [
    "Gemini: reasoning only in the total, and not named",
    { prompt_tokens: 35, completion_tokens: 12, total_tokens: 109 },
    [35, 0, 0, 0, 74, null],
  ],
  [
    "caches left out of the prompt, but in the total",
    {
      prompt_tokens: 500,
      completion_tokens: 50,
      total_tokens: 100_550,
      prompt_tokens_details: { cached_tokens: 100_000 },
    },
    [500, 100_000, 0, 0, 50, null],
  ],
  [
    "more cached than prompted",
    { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 50 } },
    [0, 50, 0, 0, 5, null],
  ],
  [
    "more reasoned than completed",
    {
      prompt_tokens: 43,
      completion_tokens: 10,
      total_tokens: 53,
      completion_tokens_details: { reasoning_tokens: 11 },
    },
    [43, 0, 0, 0, 10, 10],
  ],
  [
    "a total below its parts",
    { prompt_tokens: 10, completion_tokens: 5, total_tokens: 3 },
    [10, 0, 0, 0, 5, null],
  ],
  ["no completion, but a total", { prompt_tokens: 10, total_tokens: 14 }, [10, 0, 0, 0, 4, null]],
  ["all null", { prompt_tokens: null, completion_tokens: null, total_tokens: null }, null],
  ["strings", { prompt_tokens: "10", completion_tokens: "5" }, null],
  ["one string", { prompt_tokens: "10", completion_tokens: 5 }, [null, null, null, null, 5, null]],
  ["negative and broken numbers", { prompt_tokens: -1, completion_tokens: 1.5 }, null],
  ["zeros", { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }, [0, 0, 0, 0, 0, null]],
];

test.each(chat)("openai-chat: %s", (_what, usage, expected) => {
  expect(counts(readUsage("openai-chat", usage))).toEqual(expected);
});

const responses: Case[] = [
  [
    "every kind",
    {
      input_tokens: 3737,
      input_tokens_details: { cached_tokens: 2304, cache_write_tokens: 1000 },
      output_tokens: 621,
      output_tokens_details: { reasoning_tokens: 512 },
      total_tokens: 4358,
    },
    [433, 2304, 1000, 0, 621, 512],
  ],
  ["no details", { input_tokens: 8, output_tokens: 2 }, [8, 0, 0, 0, 2, null]],
  [
    "reasoning only in the total",
    { input_tokens: 8, output_tokens: 2, total_tokens: 30 },
    [8, 0, 0, 0, 22, null],
  ],
];

test.each(responses)("openai-responses: %s", (_what, usage, expected) => {
  expect(counts(readUsage("openai-responses", usage))).toEqual(expected);
});

const dialects: Dialect[] = ["anthropic-messages", "openai-chat", "openai-responses"];
const nothing = [undefined, null, {}, [], "usage", 7, true, { usage: {} }, [{ input_tokens: 1 }]];

test.each(dialects)("%s: what is no usage object has no counts", (dialect) => {
  for (const usage of nothing) expect(readUsage(dialect, usage)).toBeNull();
});
