// An element found in the wrong place gives a wrong key, or a splice through somebody's text.
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { elementsOf, walkObjects } from "../../../src/affinity/walk-array.ts";
import { parseSpan } from "../../../src/read/parse-span.ts";

function whole(text: string) {
  const bytes = new TextEncoder().encode(text);
  return { bytes, span: { start: 0, end: bytes.length } };
}

const indents = fc.constantFrom(undefined, 1, "\t", " \r\n");

test("every element of every array is found where it stands", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), indents, (values, indent) => {
      const { bytes, span } = whole(JSON.stringify(values, null, indent));
      const found = elementsOf(bytes, span).map((each) => parseSpan(bytes, each));
      expect(found).toEqual(JSON.parse(JSON.stringify(values)));
    }),
  );
});

test("every object is visited with its fields, other values are passed over", () => {
  const element = fc.oneof(fc.jsonValue(), fc.record({ role: fc.jsonValue(), x: fc.jsonValue() }));
  fc.assert(
    fc.property(fc.array(element), indents, (values, indent) => {
      const { bytes, span } = whole(JSON.stringify(values, null, indent));
      const roles: unknown[] = [];
      walkObjects(bytes, span, new Set(["role"]), (scan) => {
        const field = scan.fields.last("role");
        roles.push(field === undefined ? "none" : parseSpan(bytes, field.value));
        return true;
      });
      const plain: unknown[] = JSON.parse(JSON.stringify(values));
      const objects = plain.filter(
        (each): each is Record<string, unknown> =>
          typeof each === "object" && each !== null && !Array.isArray(each),
      );
      expect(roles).toEqual(objects.map((each) => ("role" in each ? each["role"] : "none")));
    }),
  );
});

test("stops when it is told to, before it has seen the rest", () => {
  const { bytes, span } = whole('[{"role":1}, {"role":2}, broken');
  let visits = 0;
  walkObjects(bytes, span, new Set(["role"]), () => {
    visits++;
    return visits < 2;
  });
  expect(visits).toBe(2);
});

test.each(["{}", "5", "", "[1 2]", "[1,]", "[1", '["a'])(
  "%p is a mistake of the caller",
  (text) => {
    const { bytes, span } = whole(text);
    expect(() => elementsOf(bytes, span)).toThrow(RangeError);
  },
);
