/**
 * What could go wrong: a number, a character or the order of fields changes while a body is parsed
 * and written, and with it an id, a signature or a cached prefix.
 */
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { parseJson, parseJsonBytes, writeJsonBytes } from "../../../src/vocabulary/json-text.ts";

function rewritten(text: string): string {
  const value = parseJsonBytes(new TextEncoder().encode(text));
  return new TextDecoder().decode(writeJsonBytes(value ?? null));
}

test.each([
  '{"id":12345678901234567890}',
  '{"id":-9007199254740993,"b":[9007199254740993]}',
  '{"f":0.12345678901234567890123}',
  '{"huge":1e400,"small":-1E+999}',
  "12345678901234567890",
  '{"z":1,"a":2,"m":{"y":1,"b":2}}',
  '{"lone":"\\ud800","pair":"😀"}',
  '{"__proto__":{"a":1},"constructor":2}',
  '{"text":"1234567890123456789 and 1e999"}',
])("%s stays as it is", (text) => {
  expect(rewritten(text)).toBe(text);
});

/** A JSON text with spaces, and the same without. */
interface Written {
  readonly loose: string;
  readonly compact: string;
}

const leaf = fc
  .constantFrom("12345678901234567890", "-9007199254740993", "1e400", "-2E+999", "7", "null")
  .map((text): Written => ({ loose: text, compact: text }));
const said = fc
  .constantFrom("id 12345678901234567890", '{"a": 12345678901234567890}', "[12345678901234567890")
  .map((text): Written => ({ loose: JSON.stringify(text), compact: JSON.stringify(text) }));
const gap = fc.constantFrom("", " ", "\n\t");

const written = fc.letrec<{ value: Written }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    said,
    fc.tuple(tie("value"), tie("value"), gap).map(([one, other, space]) => ({
      loose: `[${space}${one.loose}${space},${space}${other.loose}]`,
      compact: `[${one.compact},${other.compact}]`,
    })),
    fc.tuple(tie("value"), gap).map(([one, space]) => ({
      loose: `{${space}"k"${space}:${space}${one.loose}${space}}`,
      compact: `{"k":${one.compact}}`,
    })),
  ),
})).value;

test("a long number is kept wherever it stands", () => {
  fc.assert(
    fc.property(written, ({ loose, compact }) => {
      expect(rewritten(loose)).toBe(compact);
    }),
    { numRuns: 500 },
  );
});

test("every JSON value comes back", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(rewritten(text)).toBe(text);
    }),
  );
});

test("a byte order mark is no part of the text, and what is no JSON is undefined", () => {
  expect(rewritten('\u{feff}{"a":1}')).toBe('{"a":1}');
  for (const text of ["", "{", "nul", '{"a":1}}', "12345678901234567890x"]) {
    expect(parseJson(text)).toBeUndefined();
  }
});
