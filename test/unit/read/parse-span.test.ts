// Reading one value must not depend on what stands around it, nor throw at what a client sends.
import { expect, test } from "bun:test";
import { parseSpan } from "../../../src/read/parse-span.ts";

const bytes = new TextEncoder().encode('\uFEFF0{"a":[1,"é"],"b":\\}');

test.each([
  [{ start: 9, end: 17 }, [1, "é"]],
  [{ start: 12, end: 16 }, "é"],
  [{ start: 10, end: 11 }, 1],
])("reads what %j covers", (span, expected) => {
  expect(parseSpan(bytes, span)).toEqual(expected);
});

test.each([
  ["nothing", { start: 4, end: 4 }],
  ["half a value", { start: 9, end: 16 }],
  ["a broken value", { start: 21, end: 22 }],
  ["a value after a byte order mark", { start: 0, end: 4 }],
])("gives undefined for %s", (_, span) => {
  expect(parseSpan(bytes, span)).toBeUndefined();
});
