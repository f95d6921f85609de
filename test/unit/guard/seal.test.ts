/** What could go wrong: a value of some length gets another name than its HMAC, and so another token. */
import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { createSealer, hmac } from "../../../src/guard/token/seal.ts";

const key = new Uint8Array(32).fill(3);
const lengths = [0, 1, 63, 64, 65, 341, 342, 343, 1_023, 1_024, 1_025, 5_000];

test.each(lengths)("%d units, as text and as bytes, give the first half of an HMAC", (length) => {
  const { iv } = createSealer(key);
  for (const unit of ["a", "é", "語", "😀"]) {
    const text = unit.repeat(length);
    const wanted = createHmac("sha256", hmac(key, "email")).update(text).digest().subarray(0, 16);
    expect(Buffer.from(iv("email", text))).toEqual(wanted);
    expect(Buffer.from(iv("email", Buffer.from(text)))).toEqual(wanted);
  }
});

test("what was named before stays as it was", () => {
  const { iv } = createSealer(key);
  const first = iv("email", "one@example.com");
  const copy = Uint8Array.from(first);
  iv("email", "another@example.com");
  expect(first).toEqual(copy);
});
