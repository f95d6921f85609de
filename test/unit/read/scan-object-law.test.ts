// Any text that JSON.parse reads in one way and the scan in another would be edited in a wrong
// place or refused without reason.
import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { limits } from "../../../src/base/limits.ts";
import { scanObject, type ObjectScan } from "../../../src/read/scan-object.ts";
import { findFields } from "../../support/find-fields.ts";
import { looseObjectText, pairs, type Pair } from "../../support/write-json.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: false });

function scan(bytes: Uint8Array, names: Iterable<string>): ObjectScan | null {
  const result = scanObject(bytes, new Set(names), { depth: limits.jsonDepth });
  return result.ok ? result.value : null;
}

/** What JSON.parse makes of the bytes; undefined when it refuses them. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function parseSlice(bytes: Uint8Array, span: { start: number; end: number }): unknown {
  return parse(bytes.subarray(span.start, span.end));
}

function namesOf(found: ObjectScan): ReadonlySet<string> {
  return new Set(found.fields.all.map(({ name }) => name));
}

/** The scan's answer in the reference's form. */
function listFields(found: ObjectScan) {
  return found.fields.all
    .map(({ name, keyStart, value }) => ({ name, keyStart, value }))
    .toSorted((one, other) => one.keyStart - other.keyStart);
}

/** Both must see the same fields in a valid text, and the last of equal names must win. */
function expectSameAsReference(bytes: Uint8Array): void {
  const reference = findFields(bytes);
  const found = scan(bytes, new Set(reference.map(({ name }) => name)));
  if (found === null) throw new Error("a valid object was refused");
  const places = reference.map(({ name, key, value }) => ({ name, keyStart: key.start, value }));
  expect(listFields(found)).toEqual(places);
  expect(found.isEmpty).toBe(reference.length === 0);
  expect([bytes[found.open], bytes[found.close]]).toEqual([0x7b, 0x7d]);
  const whole = Object.entries(parse(bytes) as object);
  expect(namesOf(found).size).toBe(whole.length);
  for (const [name, value] of whole) {
    const last = found.fields.last(name);
    if (last === undefined) throw new Error(`field was not found: ${name}`);
    expect(JSON.stringify(parseSlice(bytes, last.value))).toBe(JSON.stringify(value));
  }
}

/** Same text with every string emptied: what is left is the structure that the scan vouches for. */
function withoutStrings(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  return Buffer.from(text.replace(/"(?:[^"\\]|\\[^])*"/g, '""'), "latin1");
}

/** The law between the scan and JSON.parse, for any bytes. */
function expectAgreement(bytes: Uint8Array): void {
  const parsed = parse(bytes);
  const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  if (isObject) return expectSameAsReference(bytes);
  if (scan(bytes, ["a"]) === null) return;
  if (parse(withoutStrings(bytes)) === undefined) {
    throw new Error(`accepted: ${JSON.stringify(decoder.decode(bytes))}`);
  }
}

/** The text of the object, white space and escapes as `looseObjectText` chose them. */
function checkLooseText({ fields, text }: { fields: readonly Pair[]; text: string }): void {
  const bytes = encoder.encode(text);
  expect(findFields(bytes)).toHaveLength(fields.length);
  expectSameAsReference(bytes);
}

function checkAskedNames(fields: readonly Pair[], asked: readonly string[]): void {
  const written = fields.map((pair) => pair.map((part) => JSON.stringify(part)).join(":"));
  const found = scan(encoder.encode(`{${written.join(",")}}`), asked);
  const present = new Set(fields.map(([name]) => name));
  expect(found === null ? null : namesOf(found)).toEqual(new Set(asked).intersection(present));
}

describe("valid objects", () => {
  test.each([undefined, 2])("as JSON.stringify writes them, indented by %p", (indent) => {
    const check = (value: Record<string, unknown>) =>
      expectSameAsReference(encoder.encode(JSON.stringify(value, null, indent)));
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), check), { numRuns: 300 });
  });

  test("with random white space, needless escapes and names that repeat", () => {
    fc.assert(fc.property(looseObjectText, checkLooseText), { numRuns: 500 });
  });

  test("names that were not asked stay out, and asked ones that are absent too", () => {
    const names = fc.array(fc.constantFrom("model", "stream", "", "é", "a", "mode"));
    fc.assert(fc.property(pairs, names, checkAskedNames), { numRuns: 300 });
  });
});

const marks = [...encoder.encode('{}[],:"\\ \n0159.-+eEtfnu')];
const anyByte = fc.oneof(fc.constantFrom(...marks), fc.integer({ min: 0, max: 255 }));

interface Change {
  readonly at: number;
  readonly remove: number;
  readonly put: number[];
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  remove: fc.nat({ max: 3 }),
  put: fc.array(anyByte, { maxLength: 3 }),
});

function checkChangedText({ text }: { text: string }, changes: readonly Change[]): void {
  const bytes = [...encoder.encode(text)];
  for (const { at, remove, put } of changes) bytes.splice(at % (bytes.length + 1), remove, ...put);
  expectAgreement(Uint8Array.from(bytes));
}

describe("any bytes", () => {
  test("valid objects after random changes", () => {
    const changes = fc.array(change, { minLength: 1, maxLength: 3 });
    fc.assert(fc.property(looseObjectText, changes, checkChangedText), { numRuns: 2_000 });
  });

  test("valid objects cut off anywhere are refused", () => {
    const text = String.raw`{"a":[1.5e-3,true,null,{"b\"":"\\"}],"c":{"d":[]},"e":"é"}`;
    const bytes = encoder.encode(text);
    for (let end = 0; end < bytes.length; end++) {
      expect(scan(bytes.subarray(0, end), ["a"])).toBeNull();
    }
    expect(scan(bytes, ["a"])).not.toBeNull();
  });

  test.each([
    ["marks", '{}[],:"1 \\', 4],
    ["numbers", "-019.eE+ ", 5],
  ])("every short text made of %s", (_, alphabet, longest) => {
    for (const text of everyText(alphabet, longest)) {
      expectAgreementOn(text);
      expectAgreementOn(`{"a":${text}}`);
    }
  });
});

/** The same law without the reference, which is too slow for a hundred thousand texts. */
function expectAgreementOn(text: string): void {
  const bytes = encoder.encode(text);
  const parsed = parse(bytes);
  const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  if (isObject !== (scan(bytes, ["a"]) !== null)) expectAgreement(bytes);
}

function* everyText(alphabet: string, longest: number): Generator<string> {
  let texts = [""];
  for (let length = 0; length <= longest; length++) {
    yield* texts;
    texts = texts.flatMap((text) => Array.from(alphabet, (mark) => text + mark));
  }
}
