// A splice that lands one byte off changes what a client said; one that overlaps another loses it.
import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { scanObject } from "../../../src/read/scan-object.ts";
import { applySplices, type Splice } from "../../../src/read/splice.ts";
import { pairs, type Pair } from "../../support/write-json.ts";

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function spliced(text: string, ...splices: Splice[]): string {
  return new TextDecoder().decode(applySplices(encode(text), splices));
}

function put(start: number, end: number, text = ""): Splice {
  return { start, end, text };
}

describe("splices", () => {
  test("none gives back the very same array", () => {
    const bytes = encode("abc");
    expect(applySplices(bytes, [])).toBe(bytes);
  });

  test.each<[string, Splice[], string]>([
    ["one in the middle", [put(1, 3, "--")], "a--def"],
    ["a longer text", [put(1, 3, "12345")], "a12345def"],
    ["a removal", [put(1, 3)], "adef"],
    ["at the beginning", [put(0, 1, "A")], "Abcdef"],
    ["at the end", [put(5, 6, "F!")], "abcdeF!"],
    ["everything", [put(0, 6, "x")], "x"],
    ["an insertion", [put(6, 6, "é")], "abcdefé"],
    ["several, touching, in any order", [put(4, 6, "3"), put(0, 2, "1"), put(2, 4, "2")], "123"],
    ["insertions at one place", [put(2, 3, "C"), put(2, 2, "1"), put(2, 2, "2")], "ab12Cdef"],
    ["a letter of four bytes", [put(1, 2, "😀")], "a😀cdef"],
  ])("%s", (_, splices, expected) => {
    expect(spliced("abcdef", ...splices)).toBe(expected);
  });

  test.each<[string, Splice[]]>([
    ["overlap", [put(0, 3), put(2, 4)]],
    ["cover each other", [put(1, 5), put(2, 3)]],
    ["insert into a replaced place", [put(1, 5), put(2, 2, "x")]],
    ["are equal", [put(1, 2, "x"), put(1, 2, "x")]],
    ["begin before the text", [put(-1, 2)]],
    ["end behind the text", [put(5, 7)]],
    ["run backwards", [put(3, 2)]],
  ])("that %s throw", (_, splices) => {
    expect(() => applySplices(encode("abcdef"), splices)).toThrow(RangeError);
    expect(() => applySplices(encode("abcdef"), splices.toReversed())).toThrow(RangeError);
  });

  test("leave the original alone and share no memory with it", () => {
    const bytes = encode("abcdef");
    const result = applySplices(bytes, [put(0, 0, "x")]);
    expect(new TextDecoder().decode(bytes)).toBe("abcdef");
    expect(result.buffer).not.toBe(bytes.buffer);
    expect(result.byteLength).toBe(result.buffer.byteLength);
  });

  test("give what joining the pieces gives, for any size and any alignment", () => {
    fc.assert(fc.property(longText, cuts, checkAgainstJoin), { numRuns: 300 });
  });

  test("put where the scan found values change these values and nothing else", () => {
    fc.assert(fc.property(pairs, fc.jsonValue(), checkSplicedFields), { numRuns: 500 });
  });
});

/** Longer than one native copy, and not a repetition of itself. */
const longText = fc
  .tuple(fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: 0, max: 20 }))
  .map(([length, offset]) => {
    const all = Uint8Array.from({ length: length + offset }, (_, index) => (index * 31) % 251);
    return all.subarray(offset);
  });

const cuts = fc.array(fc.record({ at: fc.nat(), size: fc.nat({ max: 40 }), text: fc.string() }), {
  maxLength: 6,
});

function checkAgainstJoin(
  bytes: Uint8Array,
  wanted: readonly { at: number; size: number; text: string }[],
): void {
  const starts = wanted.map(({ at }) => at % (bytes.length + 1)).toSorted((a, b) => a - b);
  const splices = wanted.map(({ size, text }, index) => {
    const start = starts[index] ?? 0;
    return { start, end: Math.min(start + size, starts[index + 1] ?? bytes.length), text };
  });
  let from = 0;
  const parts = splices.flatMap(({ start, end, text }) => {
    const kept = bytes.subarray(from, start);
    from = end;
    return [kept, encode(text)];
  });
  const expected = Buffer.concat([...parts, bytes.subarray(from)]);
  const result = applySplices(bytes, splices);
  expect(Buffer.compare(result, expected)).toBe(0);
}

function checkSplicedFields(fields: readonly Pair[], value: unknown): void {
  const text = `{${fields.map((pair) => pair.map((part) => JSON.stringify(part)).join(":")).join(",")}}`;
  const bytes = encode(text);
  const scanned = scanObject(bytes, new Set(fields.map(([name]) => name)), { depth: 512 });
  if (!scanned.ok) throw new Error(scanned.failure.message);
  const spans = scanned.value.fields.all.map((field) => field.value);
  const same = spans.map(({ start, end }) => ({
    start,
    end,
    text: Buffer.from(bytes).toString("utf8", start, end),
  }));
  expect(new TextDecoder().decode(applySplices(bytes, same))).toBe(text);

  const replaced = spans.map((span) => ({ ...span, text: JSON.stringify(value) }));
  const expected = Object.fromEntries(fields.map(([name]) => [name, value]));
  const result = JSON.parse(new TextDecoder().decode(applySplices(bytes, replaced)));
  expect(JSON.stringify(result)).toBe(JSON.stringify(expected));
}
