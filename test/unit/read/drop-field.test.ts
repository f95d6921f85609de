/**
 * What could go wrong: a field that a provider refuses cannot be taken out, or something else of
 * the request changes with it, and with that its cached prefix and its signatures.
 */
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { dropField } from "../../../src/read/drop-field.ts";

function drop(text: string, path: string): string | null {
  const bytes = dropField(new TextEncoder().encode(text), path);
  return bytes === null ? null : Buffer.from(bytes).toString();
}

test.each([
  ['{"a":1,"x":2,"b":3}', "x", '{"a":1,"b":3}'],
  ['{"x":{"y":[1]},"b":3}', "x", '{"b":3}'],
  ['{"a":1 , "x":2}', "x", '{"a":1 }'],
  ['{"x":1}', "x", "{}"],
  ['{"x":1,"a":0,"x":2,"x":3}', "x", '{"a":0}'],
  ['{"o":{"effort":"max","format":1}}', "o.effort", '{"o":{"format":1}}'],
  ['{"m":[{"c":1},{"d":2,"c":3},4]}', "m[0].c", '{"m":[{},{"d":2},4]}'],
  ['{"tools":[{"name":"a","strict":true}]}', "tools.0.custom.strict", '{"tools":[{"name":"a"}]}'],
  [
    '{"messages":[{"content":[{"type":"text","text":"text","citations":[]}]},{"content":"s"}]}',
    "messages.1.content.0.text.citations",
    '{"messages":[{"content":[{"type":"text","text":"text"}]},{"content":"s"}]}',
  ],
  [
    '{"thinking":{"type":"adaptive","display":"x"}}',
    "thinking.adaptive.display",
    '{"thinking":{"type":"adaptive"}}',
  ],
])("%s without %s", (text, path, expected) => {
  expect(drop(text, path)).toBe(expected);
});

test.each([
  ['{"a":1}', "x"],
  ['{"a":"x"}', "a.x"],
  ['{"a":[1,"x"]}', "a.x"],
  ['{"a":1}', ""],
  ['{"a":1}', "[0]"],
])("%s has no %s", (text, path) => {
  expect(drop(text, path)).toBeNull();
});

test("big numbers, odd spellings and a byte order mark stay as they are", () => {
  const text = '\u{feff}{ "big":12345678901234567890, "f":1.0,"s":"\\u00e9" ,"x":[] }';
  expect(drop(text, "x")).toBe('\u{feff}{ "big":12345678901234567890, "f":1.0,"s":"\\u00e9"  }');
});

test("what is left is the same object without the field", () => {
  const keys = fc.constantFrom("a", "b", "x", "type");
  const objects = fc.dictionary(keys, fc.jsonValue({ maxDepth: 2 }));
  fc.assert(
    fc.property(objects, fc.constantFrom(0, 2), (object, indent) => {
      const { x: _, ...rest } = object;
      const dropped = drop(JSON.stringify(object, null, indent), "x");
      if (!("x" in object)) expect(dropped).toBeNull();
      else expect(JSON.parse(dropped ?? "")).toEqual(JSON.parse(JSON.stringify(rest)));
    }),
  );
});
