// A value read otherwise than the provider reads it routes or counts something the client never said.
import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { readNumber, readString, scanObjectAt } from "../../../src/read/json-values.ts";
import { scanObject } from "../../../src/read/scan-object.ts";

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function wholeOf(bytes: Uint8Array) {
  return { start: 0, end: bytes.length };
}

function stringIn(json: string): string | null {
  const bytes = encode(`{"a":${json}}`);
  return readString(bytes, { start: 5, end: bytes.length - 1 });
}

describe("readString", () => {
  test.each([
    ['""', ""],
    ['"abc"', "abc"],
    [String.raw`"\"\\\/\b\f\n\r\t"`, '"\\/\b\f\n\r\t'],
    [String.raw`"\u00e9\uD83D\ude00"`, "é😀"],
    ['"é😀"', "é😀"],
    [String.raw`"\ud800"`, "\ud800"],
    [String.raw`"\udc00\ud800x"`, "\udc00\ud800x"],
    ['"\uFEFFx"', "\uFEFFx"],
    [String.raw`"\u0000"`, "\0"],
  ])("reads %s", (json, expected) => {
    expect(stringIn(json)).toBe(expected);
  });

  test.each([
    String.raw`"\x41"`,
    String.raw`"\u12"`,
    String.raw`"\u12g4"`,
    String.raw`"\U0041"`,
    '"a\nb"',
    '"a\u0000b"',
    "12",
    "null",
    '{"a":"b"}',
    ' "a"',
    '"a" 1',
  ])("gives null for %j", (json) => {
    expect(stringIn(json)).toBeNull();
  });

  test("reads broken UTF-8 as the replacement character", () => {
    const bytes = Uint8Array.of(0x22, 0x61, 0xc3, 0x22);
    expect(readString(bytes, wholeOf(bytes))).toBe("a\uFFFD");
  });

  test("reads every string as JSON.parse does", () => {
    fc.assert(fc.property(fc.string({ unit }), checkString), { numRuns: 500 });
  });
});

/** UTF-16 units, lone surrogates among them. */
const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

function checkString(text: string): void {
  expect(stringIn(JSON.stringify(text))).toBe(text);
}

describe("readNumber", () => {
  test.each([
    ["0", 0],
    ["-12.5e-1", -1.25],
    ["1E3", 1_000],
    ["12345678901234567890", 12345678901234567000],
    ["1e400", Number.POSITIVE_INFINITY],
  ])("reads %s", (json, expected) => {
    const bytes = encode(`[${json}]`);
    expect(readNumber(bytes, { start: 1, end: bytes.length - 1 })).toBe(expected);
  });

  test.each(['"1"', "null", "true", "[1]", "01", "1.", "+1", ""])("gives null for %j", (json) => {
    const bytes = encode(json);
    expect(readNumber(bytes, wholeOf(bytes))).toBeNull();
  });
});

describe("scanObjectAt", () => {
  const text = '{"stream_options": {"x":[{}],"include_usage":false} ,"include_usage":1}';
  const bytes = encode(text);
  const names = new Set(["stream_options", "include_usage"]);

  test("finds the fields of the inner object, with offsets into the whole text", () => {
    const outer = scanObject(bytes, names, { depth: 4 });
    const field = outer.ok ? outer.value.fields.get("stream_options")?.[0] : undefined;
    if (field === undefined) throw new Error("the outer scan found nothing");
    const inner = scanObjectAt(bytes, field.value, names);
    expect(inner.fields.all.map(({ name }) => name)).toEqual(["include_usage"]);
    expect(inner.fields.get("include_usage")).toEqual([
      {
        name: "include_usage",
        keyStart: 29,
        value: { start: 45, end: 50 },
        kind: "false",
      },
    ]);
    expect(inner).toMatchObject({ open: 19, close: 50, isEmpty: false });
  });

  test("throws for a span that is no object", () => {
    expect(() => scanObjectAt(bytes, { start: 1, end: 17 }, names)).toThrow(RangeError);
    expect(() => scanObjectAt(bytes, { start: 19, end: 40 }, names)).toThrow(RangeError);
  });
});
