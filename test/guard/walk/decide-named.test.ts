/** Without this: a password in a tool's input is a word like any other. */
import { expect, test } from "bun:test";
import { decideNamed } from "../../../src/guard/walk/decide-named.ts";
import type { TextDecision } from "../../../src/guard/walk/text-masker.ts";
import { tokenFor } from "../../support/guard-walk.ts";

/** Takes what follows `password: ` and, wherever it stands, `<<…>>` for a secret. */
function decide(text: string): TextDecision {
  const found = Array.from(text.matchAll(/(?<=password: )\S+|<<.*?>>/g), ({ 0: match, index }) => ({
    start: index,
    end: index + match.length,
    match,
  }));
  const about = { detector: "marked", label: "MARK", action: "mask", reason: "name" } as const;
  return {
    findings: found.map(({ start, end }) => ({ start, end, ...about })),
    replacements: found.map(({ start, end, match }) => ({ start, end, token: tokenFor(match) })),
  };
}

const places = (text: string, name: string | null) =>
  decideNamed(text, name, decide).replacements.map(({ start, end }) => text.slice(start, end));

test("a value is read with its name, and its places are its own", () => {
  expect(places("hunter2 and <<more>>", "password")).toEqual(["hunter2", "<<more>>"]);
  expect(decideNamed("hunter2", "password", decide).findings).toMatchObject([{ start: 0, end: 7 }]);
});

test.each([
  ["hunter2", null],
  ["hunter2", "path"],
  ["hunter2", "my password"],
  [`hunter2${" ".repeat(300)}`, "password"],
  ["hunter2\nx", "password"],
  ["hunter2", ""],
])("%p under %p is read alone", (text, name) => {
  expect(places(text, name)).toEqual([]);
});

const greedy = (text: string): TextDecision => ({
  findings: [
    { start: 0, end: text.length, detector: "d", label: "L", action: "mask", reason: "r" },
  ],
  replacements: [{ start: 0, end: text.length, token: "T" }],
});

test("what begins in the name says nothing about the value", () => {
  expect(decideNamed("value", "name", greedy).replacements).toEqual([
    { start: 0, end: 5, token: "T" },
  ]);
});
