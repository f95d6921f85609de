// A scan that finds the wrong place, or takes broken JSON for whole, would splice into the wrong
// bytes of somebody's request.
import { describe, expect, test } from "bun:test";
import { scanObject, type ObjectScan, type ScanFailure } from "../../../src/read/scan-object.ts";

const depth = 8;

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function scan(text: string, ...names: string[]): ObjectScan {
  const result = scanObject(encode(text), new Set(names), { depth });
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function failureOf(text: string): ScanFailure {
  const result = scanObject(encode(text), new Set(["a"]), { depth });
  if (result.ok) throw new Error(`accepted: ${text}`);
  return result.failure;
}

function slices(text: string, name: string): string[] {
  const fields = scan(text, name).fields.get(name) ?? [];
  return fields.map(({ value }) => Buffer.from(text).toString("utf8", value.start, value.end));
}

describe("finding fields", () => {
  test("gives key, value and kind of an asked field, and nothing of the others", () => {
    const found = scan('{"n":1, "model" : "x" }', "model", "stream");
    expect(found.fields.all).toEqual([
      { name: "model", keyStart: 8, value: { start: 18, end: 21 }, kind: "string" },
    ]);
    expect(found).toMatchObject({ open: 0, close: 22, isEmpty: false });
  });

  test.each([
    ['{"a":"x"}', "string", '"x"'],
    ['{"a":-1.5e+3}', "number", "-1.5e+3"],
    ['{"a":0}', "number", "0"],
    ['{"a":{"a":1}}', "object", '{"a":1}'],
    ['{"a":[1,[2]]}', "array", "[1,[2]]"],
    ['{"a":true}', "true", "true"],
    ['{"a":false}', "false", "false"],
    ['{"a":null}', "null", "null"],
  ])("knows the kind of the value in %s", (text, kind, value) => {
    expect(scan(text, "a").fields.get("a")?.[0]?.kind).toBe(kind as "string");
    expect(slices(text, "a")).toEqual([value]);
  });

  test("lists every occurrence of a name, however it is written, in order", () => {
    const text = String.raw`{"model":1,"mod\u0065l":2,"x":{"model":9},"\u006dodel":3}`;
    expect(slices(text, "model")).toEqual(["1", "2", "3"]);
  });

  test("tells names apart that only look alike", () => {
    expect(slices(String.raw`{"mode":1,"models":2,"model\u0000":3,"Model":4}`, "model")).toEqual(
      [],
    );
  });

  test("finds names beyond ASCII, plain and escaped", () => {
    expect(slices(String.raw`{"é":1,"\u00e9":2,"e":3}`, "é")).toEqual(["1", "2"]);
  });

  test("takes no byte of another encoding for a letter of a name", () => {
    const bytes = Uint8Array.of(0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d);
    const result = scanObject(bytes, new Set(["é"]), { depth });
    expect(result.ok && result.value.fields.all).toEqual([]);
  });

  test("finds names that mean something to JavaScript objects", () => {
    expect(slices('{"__proto__":1,"constructor":2}', "__proto__")).toEqual(["1"]);
  });

  test("lets a bad escape or broken UTF-8 in a key pass: the provider will judge it", () => {
    expect(slices(String.raw`{"\x":1,"\ud800":2,"a":3}`, "a")).toEqual(["3"]);
    const bytes = Uint8Array.of(0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d);
    expect(scanObject(bytes, new Set(["a"]), { depth }).ok).toBe(true);
  });

  test.each(["{}", " { } ", "\uFEFF{\n}\r\n"])("knows an empty object: %j", (text) => {
    const found = scan(text, "a");
    expect(found.isEmpty).toBe(true);
    expect(encode(text)[found.open]).toBe(0x7b);
    expect(encode(text)[found.close]).toBe(0x7d);
  });

  test("counts a byte order mark in its offsets", () => {
    const found = scan('\uFEFF{"a":1}', "a");
    expect(found.fields.get("a")?.[0]?.value).toEqual({ start: 8, end: 9 });
  });

  test("finds the end of strings of any length, with any run of backslashes, anywhere", () => {
    for (let length = 0; length < 100; length++) {
      for (const tail of ["", "\\\\", '\\"', '\\\\\\"', '\\"\\"x', "\\\\\\\\", '\\"'.repeat(40)]) {
        const value = `"${"x".repeat(length)}${tail}"`;
        expect(slices(`{"b":${value},"a":${value}}`, "a")).toEqual([value]);
      }
    }
  });

  test("reads a view that begins in the middle of its memory", () => {
    const padded = encode('"""{"a":1}"""');
    const result = scanObject(padded.subarray(3, 10), new Set(["a"]), { depth });
    expect(result).toMatchObject({ ok: true, value: { open: 0, close: 6 } });
  });
});

function nested(levels: number, open: string, close: string): string {
  return `{"a":${open.repeat(levels - 1)}1${close.repeat(levels - 1)}}`;
}

describe("refusing", () => {
  test.each<[string, ScanFailure["kind"], number, string]>([
    ["", "empty", 0, "JSON is missing: the text is empty"],
    [" \n", "empty", 2, "JSON is missing: the text is empty"],
    ["\uFEFF", "empty", 3, "JSON is missing: the text is empty"],
    ["[1]", "not-object", 0, "JSON must be an object: expected '{' at byte 0"],
    [' "a"', "not-object", 1, "JSON must be an object: expected '{' at byte 1"],
    ["{", "syntax", 1, "JSON is broken at its end (byte 1): expected a key in quotes or '}'"],
    ["{]", "syntax", 1, "JSON is broken at byte 1: expected a key in quotes or '}'"],
    ["{a:1}", "syntax", 1, "JSON is broken at byte 1: expected a key in quotes or '}'"],
    ['{"a"}', "syntax", 4, "JSON is broken at byte 4: expected ':'"],
    ['{"a" 1}', "syntax", 5, "JSON is broken at byte 5: expected ':'"],
    ['{"a":}', "syntax", 5, "JSON is broken at byte 5: expected a value"],
    ['{"a":nul}', "syntax", 5, "JSON is broken at byte 5: expected a value"],
    ['{"a":True}', "syntax", 5, "JSON is broken at byte 5: expected a value"],
    ['{"a":NaN}', "syntax", 5, "JSON is broken at byte 5: expected a value"],
    ['{"a":.5}', "syntax", 5, "JSON is broken at byte 5: expected a value"],
    ['{"a":-}', "syntax", 6, "JSON is broken at byte 6: expected a digit"],
    ['{"a":1.}', "syntax", 7, "JSON is broken at byte 7: expected a digit"],
    ['{"a":1e+}', "syntax", 8, "JSON is broken at byte 8: expected a digit"],
    ['{"a":01}', "syntax", 6, "JSON is broken at byte 6: expected ',' or '}'"],
    ['{"a":1 "b":2}', "syntax", 7, "JSON is broken at byte 7: expected ',' or '}'"],
    ['{"a":1]', "syntax", 6, "JSON is broken at byte 6: expected ',' or '}'"],
    ['{"a":1,}', "syntax", 7, "JSON is broken at byte 7: expected a key in quotes"],
    ['{"a":[1,]}', "syntax", 8, "JSON is broken at byte 8: expected a value"],
    ['{"a":[1}', "syntax", 7, "JSON is broken at byte 7: expected ',' or ']'"],
    ['{"a":{"b":1]', "syntax", 11, "JSON is broken at byte 11: expected ',' or '}'"],
    ['{"a":{"b":1,}}', "syntax", 12, "JSON is broken at byte 12: expected a key in quotes"],
    ['{"a":{,}}', "syntax", 6, "JSON is broken at byte 6: expected a key in quotes or '}'"],
    ['{"a":{"b"}}', "syntax", 9, "JSON is broken at byte 9: expected ':'"],
    ['{"a":[1', "syntax", 7, "JSON is broken at its end (byte 7): expected ',' or ']'"],
    ['{"a":1', "syntax", 6, "JSON is broken at its end (byte 6): expected ',' or '}'"],
    ['{"a', "syntax", 1, "JSON is broken at byte 1: expected the string that begins here to end"],
    [
      '{"a":"\\"',
      "syntax",
      5,
      "JSON is broken at byte 5: expected the string that begins here to end",
    ],
    ['{"a":1}{', "syntax", 7, "JSON is broken at byte 7: expected nothing after the object"],
    ["{} x", "syntax", 3, "JSON is broken at byte 3: expected nothing after the object"],
    ["{}\u00a0", "syntax", 2, "JSON is broken at byte 2: expected nothing after the object"],
  ])("%j", (text, kind, offset, message) => {
    expect(failureOf(text)).toEqual({ kind, offset, message });
  });

  test("refuses what is nested deeper than the limit, counting the object itself", () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"b":', "}"],
    ] as const) {
      expect(scan(nested(depth, open, close), "a").isEmpty).toBe(false);
      const offset = 5 + (depth - 1) * open.length;
      const message = `JSON is nested too deep at byte ${offset}: 8 levels are allowed`;
      expect(failureOf(nested(depth + 1, open, close))).toEqual({ kind: "depth", offset, message });
    }
    expect(scan(`{"a":[${"[[]],".repeat(50)}[]]}`, "a").isEmpty).toBe(false);
    const none = scanObject(encode("{}"), new Set(), { depth: 0 });
    expect(none).toMatchObject({ ok: false, failure: { kind: "depth", offset: 0 } });
  });
});
