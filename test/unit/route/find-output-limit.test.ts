/** What could go wrong: a request is clamped by another model's limit, or by a different one each time. */
import { expect, test } from "bun:test";
import { findOutputLimit } from "../../../src/route/find-output-limit.ts";

const listed = new Map([
  ["claude-haiku", 4_096],
  ["claude-haiku-4-5", 8_192],
  ["gpt-4", 8_000],
  ["claude-sonnet-4-20250514", 64_000],
  ["claude-sonnet-4-20260101", 96_000],
  ["deepseek-chat", 8_192],
]);

const cases: readonly [model: string, limit: number | null][] = [
  ["deepseek-chat", 8_192],
  ["claude-haiku-4-5", 8_192],
  ["claude-haiku-4-5-20251001", 8_192],
  ["claude-haiku-3", 4_096],
  ["claude-haiku-3[1m]", 4_096],
  ["claude-haikuesque", null],
  ["gpt-4o", null],
  ["gpt-4.1", 8_000],
  ["gpt-4-turbo", 8_000],
  ["claude-sonnet-4", 96_000],
  ["claude-sonnet", null],
  ["unknown", null],
  ["", null],
];

test.each(cases)("%s: %s", (model, limit) => {
  expect(findOutputLimit(model, listed)).toBe(limit);
  expect(findOutputLimit(model, new Map([...listed].toReversed()))).toBe(limit);
});

test("an empty table limits nothing", () => {
  expect(findOutputLimit("gpt-4", new Map())).toBeNull();
});
