/** What could go wrong: a cookie is passed over because an earlier name of its line was read before. */
import { expect, test } from "bun:test";
import { found } from "../../support/guard.ts";

const one = "f5hsirb7ao7474gywrqmf8g90az2cse5";
const two = "q8Zr2LmX0vTn4KsYb7Wd1Hc3";
const filler = (length: number) => "a=1; ".repeat(Math.ceil(length / 5)).slice(0, length);

test.each([
  [
    "of several cookies the generated ones",
    `Cookie: theme=dark; b=${one}; lang=${"x".repeat(20)}`,
    [one],
  ],
  ["one behind each of several names", `cookie b=${one}; cookie b=${two}`, [one, two]],
  [
    "one that follows a name without a blank",
    `cookie a=b; cookie: ${filler(40)}; cookie=b=${one};`,
    [`b=${one}`],
  ],
  [
    "one that only the last name reaches",
    `cookie ${filler(3_000)}cookie ${filler(3_000)}b=${two};`,
    [two],
  ],
  [
    "one in which the first name's list ends",
    `cookie ${filler(2_000)}cookie ${filler(1_965)} b=${one};`,
    [one],
  ],
  ["none behind the end of the line", `cookie a=1; cookie b=2\nb=${one}`, []],
])("found is %s", (_, text, values) => {
  expect(found(text)).toEqual(values.map((value) => `api_key: ${value}`));
});
