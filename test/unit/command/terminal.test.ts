// Keys that are typed blindly, times, and tables: small mistakes there show on every screen.
import { parseTimestamp } from "../../../src/store/timestamp.ts";
import { expect, test } from "bun:test";
import { takeKeys } from "../../../src/command/terminal/line-reader.ts";
import {
  ago,
  count,
  dollars,
  duration,
  list,
  shellWord,
} from "../../../src/command/terminal/phrases.ts";
import { writeTable } from "../../../src/command/terminal/table.ts";

test("keys typed without echo end at a line break, can be erased, and hold no control characters", () => {
  const cases = [
    ["abc", null],
    ["abc\r", { line: "abc", rest: "", ending: "line" }],
    ["abc\r\ndef", { line: "abc", rest: "def", ending: "line" }],
    ["abc\n\n", { line: "abc", rest: "\n", ending: "line" }],
    ["ab\u007f\u007f\u007fc\bd\r", { line: "d", rest: "", ending: "line" }],
    ["a🔑\u007fb\r", { line: "ab", rest: "", ending: "line" }],
    ["abc\u0015d\r", { line: "d", rest: "", ending: "line" }],
    ["a\u001b[D\u001b[1;5Cb\t\r", { line: "ab", rest: "", ending: "line" }],
    ["ab\u0003c\r", { line: "", rest: "", ending: "interrupt" }],
    ["ab\u0004", { line: "", rest: "", ending: "end" }],
  ] as const;
  for (const [typed, taken] of cases) expect(takeKeys(typed), JSON.stringify(typed)).toEqual(taken);
});

test("numbers and times read well", () => {
  expect([40, 1_440, 12_000, 300_000, 7_200_000, 400_000_000].map(duration)).toEqual([
    "40 ms",
    "1.4 s",
    "12 s",
    "5 min",
    "2 h",
    "5 days",
  ]);
  expect([ago(0, 59_000), ago(0, 180_000)]).toEqual(["just now", "3 min ago"]);
  expect([count(1, "row"), count(0, "row")]).toEqual(["1 row", "0 rows"]);
  expect([list([]), list(["a"]), list(["a", "b"]), list(["a", "b", "c"])]).toEqual([
    "",
    "a",
    "a and b",
    "a, b and c",
  ]);
  expect([0, 20, 3.123, 1_234.5].map(dollars)).toEqual(["$0", "$20", "$3.12", "$1235"]);
  expect(parseTimestamp("2026-11-22 18:00:00")).toBe(Date.UTC(2026, 10, 22, 18));
  expect([parseTimestamp(null), parseTimestamp("yesterday")]).toEqual([null, null]);
  expect(["plain", "two words", "it's", ""].map(shellWord)).toEqual([
    "plain",
    "'two words'",
    "'it'\\''s'",
    "''",
  ]);
});

function draw(width: number): readonly string[] {
  const lines: string[] = [];
  const out = {
    line: (text = "") => lines.push(text),
    paint: (_style: unknown, text: string) => text,
    width,
  };
  const columns = [
    { title: "NAME", canShrink: true },
    { title: "N", isNumber: true },
  ] as const;
  writeTable(out, columns, [
    { cells: [{ text: "名前の長いアカウント" }, { text: "5" }], notes: [] },
    { cells: [{ text: "short" }, { text: "1000" }], notes: ["a note that has to be wrapped"] },
  ]);
  return lines;
}

test("a table is cut to the terminal, never below what can be read, and counts wide characters", () => {
  expect(draw(Infinity)).toEqual([
    "NAME                     N",
    "名前の長いアカウント     5",
    "short                 1000",
    "  a note that has to be wrapped",
  ]);
  for (const line of draw(22)) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(22);
  expect(draw(22)[1]).toContain("…");
  expect(draw(5)[1]).toStartWith("名前の長い…");
});
