/** What could go wrong: a word that nobody meant is proposed, or a slip of the fingers is not seen. */
import { expect, test } from "bun:test";
import { closestName, orClosest } from "../../../src/process/closest-name.ts";

const known = ["accounts", "logs", "login", "add", "codegate_patience"];

test.each([
  ["acounts", "accounts"],
  ["lgos", "logs"],
  ["ad", "add"],
  ["codegate_patients", "codegate_patience"],
])("%p is a slip of %p", (given, meant) => {
  expect(closestName(given, known)).toBe(meant);
  expect(orClosest(given, known)).toBe(`; did you mean ${meant}?`);
});

test.each(["foo", "x", "", "nonsense", "codegate_colour"])("%p is none", (given) => {
  expect(closestName(given, known)).toBeNull();
  expect(orClosest(given, known)).toBe(`: there are ${known.join(", ")}.`);
});
