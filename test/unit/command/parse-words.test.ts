// A forgotten value that swallows the next flag, or a value shown that is a key.
import { expect, test } from "bun:test";
import type { Action } from "../../../src/command/command.ts";
import { parseWords } from "../../../src/command/parse-words.ts";

const action: Action = {
  name: "act",
  operands: ["NAME", "[OTHER]"],
  flags: [
    { name: "text", value: "TEXT", help: "" },
    { name: "each", value: "TEXT", isRepeatable: true, help: "" },
    { name: "on", help: "" },
  ],
  refused: { key: "Not like this." },
  summary: "",
  examples: [],
  run: () => 0,
};

const parse = (...words: string[]) => parseWords(action, "do act", words);

test("flags and operands in any order", () => {
  const parsed = parse("--text", "a", "one", "--each=b=c", "--on", "--each", "-1", "--", "--two");
  if (!parsed.ok) throw new Error(parsed.failure);
  const { operands, value, values, has } = parsed.value;
  expect(operands).toEqual(["one", "--two"]);
  expect([value("text"), has("on"), has("each"), values("each")]).toEqual([
    "a",
    true,
    true,
    ["b=c", "-1"],
  ]);
  expect(value("missing")).toBeUndefined();
  const last = parse("one", "--text=a", "--text=b");
  expect(last.ok && last.value.value("text")).toBe("b");
});

test("what is wrong is said without repeating a value", () => {
  const cases = [
    [["one", "--txt", "v4lue"], 'There is no flag --txt in "do act"; did you mean --text?'],
    [["one", "--txt=v4lue"], "did you mean --text?"],
    [["one", "-x"], "There is no flag -x"],
    [["one", "--key=v4lue"], "Not like this."],
    [["one", "--text"], "--text needs a value: TEXT."],
    [["one", "--text="], "--text needs a value: TEXT."],
    [["one", "--text", "--on"], "--text=TEXT"],
    [["one", "--on=v4lue"], "--on takes no value."],
    [["--on"], '"do act" needs NAME.'],
    [["one", "two", "v4lue"], "NAME [OTHER]"],
  ] as const;
  for (const [words, reason] of cases) {
    const parsed = parse(...words);
    const failure = parsed.ok ? "" : parsed.failure;
    expect(failure, words.join(" ")).toContain(reason);
    expect(failure).not.toContain("v4lue");
  }
});
