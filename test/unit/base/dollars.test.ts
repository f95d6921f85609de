// What could go wrong: a small cost reads as none.
import { expect, test } from "bun:test";
import { dollars } from "../../../src/base/dollars.ts";
import { dollars as shortDollars } from "../../../src/command/terminal/phrases.ts";

test.each([
  [0, "$0"],
  [20, "$20"],
  [3.117, "$3.12"],
  [0.01, "$0.01"],
  [0.0052, "$0.0052"],
  [0.000018, "$0.000018"],
  [0.0000000012, "$0.000000001"],
  [-0.0052, "$-0.0052"],
])("%p is %s", (amount, text) => {
  expect(dollars(amount)).toBe(text);
  expect(shortDollars(amount)).toBe(text);
});

test("cents of thousands are left out for people", () => {
  expect(shortDollars(1_234.56)).toBe("$1235");
  expect(dollars(1_234.56)).toBe("$1234.56");
});
