// What could go wrong: something that is no count of tokens ends up in a sum.
import { expect, test } from "bun:test";
import { countOf, fieldsOf } from "../../../src/base/json-fields.ts";

test("only whole numbers from 0 up are counts", () => {
  for (const count of [0, 1, 12, Number.MAX_SAFE_INTEGER]) expect(countOf(count)).toBe(count);
  const others = [
    -1,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e300,
    "1",
    null,
    undefined,
    [],
    {},
  ];
  for (const value of others) expect(countOf(value)).toBeNull();
});

test("only objects have fields", () => {
  expect(fieldsOf({ name: 1 })).toEqual({ name: 1 });
  for (const value of [null, undefined, 1, "text", [1], true]) expect(fieldsOf(value)).toEqual({});
});
