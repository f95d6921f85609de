/**
 * What could go wrong: an event that only looks like the one before it is taken for more text, and
 * what else it says (a reason to stop, an error, tokens) is lost; or its text is read wrongly.
 */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { findRepeatedEvents } from "../../../src/vocabulary/repeated-event.ts";

/** What was said by repetition after the first event was learned. */
function learned(first: string, text: string, field = "content") {
  const said: string[] = [];
  const events = findRepeatedEvents();
  const again = (more: string) => void said.push(more);
  events.learn(null, first, { field, text, again });
  return { said, take: (data: string, name: string | null = null) => events.take(name, data) };
}

const anyText = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.constantFrom('"', "\\", '\\"', "\n", '","x":"', '"content":"', '"},"y', "\ud800", "日本 👍"),
);
const chat = (content: string, more: object = {}) =>
  JSON.stringify({
    id: "x",
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
    ...more,
  });
const numbered = (number: number, delta: string, obfuscation = "aXz") =>
  JSON.stringify({
    type: "t",
    sequence_number: number,
    item_id: "i",
    delta,
    logprobs: [],
    obfuscation,
  });

test("any text after any other is told exactly", () => {
  fc.assert(
    fc.property(anyText, anyText, (first, next) => {
      const plain = learned(chat(first), first);
      expect([plain.take(chat(next)), ...plain.said]).toEqual([true, next]);
      const counted = learned(numbered(9, first), first, "delta");
      expect([counted.take(numbered(10, next, "")), ...counted.said]).toEqual([true, next]);
    }),
  );
});

test.each([
  ["another field", chat("a", { usage: { total_tokens: 1 } })],
  ["an error", chat("a", { error: { message: "no" } })],
  ["a reason", chat("a").replace("null", '"stop"')],
  ["another choice", chat("a").replace('"index":0', '"index":1')],
  ["another field in the delta", chat("a").replace('"content"', '"role":"x","content"')],
  ["no text", chat("")],
  ["an end inside the text", chat("a").replace('"a"', '"a')],
  ["half of it", chat("a").slice(0, -4)],
])("%s makes it another event", (_what, data) => {
  const { take, said } = learned(chat("first"), "first");
  expect(take(data)).toBe(false);
  expect(take(chat("x"), "error")).toBe(false);
  expect(said).toEqual([]);
});

test("what is behind the padding counts", () => {
  const { take } = learned(numbered(1, "a"), "a", "delta");
  expect(take(numbered(2, "b").replace(/}$/, ',"x":1}'))).toBe(false);
  expect(take(numbered(2, "b").replace('"i"', '"j"'))).toBe(false);
});

test("a text that stands twice, or elsewhere, is not learned", () => {
  const twice = '{"a":{"content":"x"},"content":"x"}';
  expect(learned(twice, "x").take(twice)).toBe(false);
  expect(learned(chat("x"), "another").take(chat("y"))).toBe(false);
});
