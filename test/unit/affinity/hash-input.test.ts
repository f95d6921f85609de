import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { createHashInput } from "../../../src/affinity/key/hash-input.ts";

const part = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 5_000 }),
  fc.uint8Array({ maxLength: 20_000 }),
);

test("the hash is that of all parts, whatever was put together before", () => {
  const input = createHashInput();
  fc.assert(
    fc.property(fc.string(), fc.array(part, { maxLength: 8 }), (first, parts) => {
      const expected = new Bun.CryptoHasher("sha256").update(first);
      input.begin(first);
      for (const each of parts) {
        expected.update(each);
        if (typeof each === "string") input.add(each);
        else input.addBytes(each, 0, each.length);
      }
      expect(input.sha256()).toBe(expected.digest("base64url"));
    }),
  );
});
