// Every scan of a request stands on these steps: one that stops a byte early or late shifts all.
import { describe, expect, test } from "bun:test";
import {
  flawAt,
  flaws,
  readFlaw,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
} from "../../../src/read/skip-value.ts";

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

test("a flaw and its offset survive being one negative number", () => {
  for (const offset of [0, 1, 8, 9, 10, 2 ** 31, 2 ** 40]) {
    for (const flaw of Object.values(flaws)) {
      const negative = flawAt(offset, flaw);
      expect(negative).toBeLessThan(0);
      expect(readFlaw(negative)).toEqual({ offset, flaw });
    }
  }
});

test.each([
  ["x", 0],
  [" \t\r\n x", 5],
  ["  ", 2],
  ["", 0],
  ["\f", 0],
  ["\u00a0", 0],
])("white space in %j ends at %d", (text, end) => {
  expect(skipSpace(encode(text), 0)).toBe(end);
});

test.each([
  [":1", 1],
  [" \n:1", 3],
  [" 1", flawAt(1, flaws.colon)],
  ["", flawAt(0, flaws.colon)],
])("a colon in %j ends at %d", (text, end) => {
  expect(skipColon(encode(text), 0)).toBe(end);
});

test.each([
  ['""', 2],
  ['"a"b"', 3],
  [String.raw`"\\"x`, 4],
  [String.raw`"\""`, 4],
  [String.raw`"\\\"" "`, 6],
  ['"', flawAt(0, flaws.stringEnd)],
  [String.raw`"\"`, flawAt(0, flaws.stringEnd)],
])("the string in %s ends at %d", (text, end) => {
  expect(skipString(encode(text), 0)).toBe(end);
});

describe("a value", () => {
  test.each([
    ["1,2", 1],
    [" [1, 2] ]", 7],
    ['{"a":{}}}', 8],
    ["nulls", 4],
    ["-0.0E-0x", 7],
    ["-", flawAt(1, flaws.digit)],
    ["tru", flawAt(0, flaws.value)],
    ["[1 2]", flawAt(3, flaws.nextElement)],
    ['{"a":1 "b"}', flawAt(7, flaws.nextField)],
    ["[[[]]]", flawAt(2, flaws.level)],
  ])("in %s ends at %d", (text, end) => {
    expect(skipValue(encode(text), 0, 2)).toBe(end);
  });

  test("without nesting may stand where no level is allowed", () => {
    expect(skipValue(encode('"a"'), 0, 0)).toBe(3);
    expect(skipValue(encode("[]"), 0, 0)).toBe(flawAt(0, flaws.level));
  });
});
