// What could go wrong: counts that come in several events of a stream are added up or forgotten.
import { expect, test } from "bun:test";
import { readUsages } from "../../../src/usage/read-usage.ts";
import { tokenCounts as counts } from "../../support/token-counts.ts";

test("a message_delta that repeats only the sum of the writes keeps their split", () => {
  const start = {
    input_tokens: 3,
    output_tokens: 1,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 3269,
    cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 3259 },
  };
  const delta = {
    input_tokens: 3,
    output_tokens: 6,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 3269,
  };
  expect(counts(readUsages("anthropic-messages", [start, delta]))).toEqual([
    3,
    0,
    10,
    3259,
    6,
    null,
  ]);
});

test("a message_delta without caches resets none of them", () => {
  const start = { input_tokens: 9, output_tokens: 1, cache_read_input_tokens: 500 };
  const delta = { output_tokens: 40 };
  expect(counts(readUsages("anthropic-messages", [start, delta]))).toEqual([
    9,
    500,
    0,
    0,
    40,
    null,
  ]);
});

test("a later count replaces an earlier one, also by a smaller one and by zero", () => {
  const start = { input_tokens: 612, output_tokens: 63, cache_read_input_tokens: 5 };
  const delta = { input_tokens: 28, output_tokens: 0, cache_read_input_tokens: 0 };
  expect(counts(readUsages("anthropic-messages", [start, delta]))).toEqual([28, 0, 0, 0, 0, null]);
});

test("running usage on every chunk is not added up", () => {
  const chunks = [1, 2, 3].map((count) => ({
    prompt_tokens: 100,
    completion_tokens: count,
    total_tokens: 100 + count,
    prompt_tokens_details: count === 1 ? { cached_tokens: 60 } : null,
  }));
  expect(counts(readUsages("openai-chat", chunks))).toEqual([40, 60, 0, 0, 3, null]);
});

test("a stream without usage, or with nothing in it, has no counts", () => {
  expect(readUsages("openai-chat", [])).toBeNull();
  expect(readUsages("openai-chat", [null, {}])).toBeNull();
});
