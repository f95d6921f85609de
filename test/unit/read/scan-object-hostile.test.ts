// One request made to be slow must not hold up every other one: time has to grow with the length.
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { scanObject } from "../../../src/read/scan-object.ts";

const size = 1_000_000;
/** A linear scan needs a few milliseconds, a quadratic one minutes. */
const budgetMs = 1_000;

function fill(before: string, part: string, after = ""): string {
  return before + part.repeat(Math.ceil(size / part.length)) + after;
}

test.each<[string, string, boolean]>([
  ["opening brackets", fill('{"a":', "["), false],
  ["opening brackets without an object", fill("", "["), false],
  ["objects in objects", fill("", '{"a":'), false],
  ["backslashes in a string without end", fill('{"a":"', "\\"), false],
  ["backslashes in a string", fill('{"a":"', "\\\\", '"}'), true],
  ["escaped quotes", fill('{"a":"', '\\"', '"}'), true],
  ["escaped quotes without end", fill('{"a":"', '\\"'), false],
  [
    "runs of backslashes before escaped quotes",
    fill('{"a":"', `${"\\\\".repeat(40)}\\"`, '"}'),
    true,
  ],
  ["quotes", fill('{"a":', '"'), false],
  ["pairs of quotes", fill('{"a":[', '"",', '""]}'), true],
  [
    "strings a little too long for the near search",
    fill('{"a":[', `"${"x".repeat(33)}",`, "1]}"),
    true,
  ],
  ["digits", fill('{"a":', "7", "}"), true],
  ["digits of a fraction", fill('{"a":0.', "7", "}"), true],
  ["white space", fill("{", " \n", "}"), true],
  ["white space without an object", fill("", " \n"), false],
  ["line ends", fill('{"a":[1', "\r\n", "]}"), true],
  ["fields", fill("{", '"a":1,', '"b":1}'), true],
  ["fields with escaped names", fill("{", String.raw`"\u0062":1,`, '"b":1}'), true],
  ["one long escaped name", fill('{"', String.raw`\u0061`, '":1}'), true],
  ["empty arrays", fill('{"a":[', "[],", "[]]}"), true],
  ["literals", fill('{"a":[', "true,null,", "false]}"), true],
])("1 MB of %s", (_, text, isAccepted) => {
  const bytes = new TextEncoder().encode(text);
  const names = new Set(["a", "model", "stream", "stream_options", "max_tokens"]);
  const start = performance.now();
  const result = scanObject(bytes, names, { depth: limits.jsonDepth });
  expect(performance.now() - start).toBeLessThan(budgetMs);
  expect(result.ok).toBe(isAccepted);
});

test("a text that is nested without any limit overflows no stack", () => {
  const text = fill('{"a":', "[");
  const result = scanObject(new TextEncoder().encode(text), new Set(["a"]), {
    depth: Number.POSITIVE_INFINITY,
  });
  expect(result).toMatchObject({ ok: false, failure: { kind: "syntax", offset: text.length } });
});
