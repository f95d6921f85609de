/** What could go wrong: bytes vanish that somebody still needs, or stay for ever. */
import { expect, test } from "bun:test";
import { giveBack, hold } from "../../../src/base/lent-memory.ts";

const large = () => Buffer.from(new ArrayBuffer(100_000)).fill("x");

test("what nobody holds is empty at once", () => {
  const bytes = large();
  giveBack(bytes);
  expect(bytes.length).toBe(0);
  // The same body may be asked for twice: as the client's, and as what was sent.
  giveBack(bytes);
  hold(bytes)();
});

test("bytes stay until the last of those who hold them lets go", () => {
  const bytes = large();
  const [one, other] = [hold(bytes), hold(new Uint8Array(bytes.buffer))];
  giveBack(bytes);
  one();
  expect(bytes.toString()).toBe("x".repeat(100_000));
  other();
  expect(bytes.length).toBe(0);
});

test("who lets go before the answer leaves them to the others", () => {
  const bytes = large();
  hold(bytes)();
  expect(bytes.length).toBe(100_000);
  giveBack(bytes);
  expect(bytes.length).toBe(0);
});

test("a part of memory and small bodies are left alone", () => {
  const part = large().subarray(0, 50_000);
  const small = Buffer.from("{}");
  for (const bytes of [part, small]) giveBack(bytes);
  expect([part.length, small.length]).toEqual([50_000, 2]);
  const shared = new Uint8Array(new SharedArrayBuffer(100_000));
  giveBack(shared);
  expect(shared.length).toBe(100_000);
});
