// Cuts that lose bytes or miss the hard places make "any chunking gives the same" an empty law.
import { expect, test } from "bun:test";
import { assert, constantFrom, nat, property, uint8Array } from "fast-check";
import { type CutMode, createRandom, cutInto } from "../../support/cut.ts";
import { joinBytes } from "../../support/http-message.ts";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const texts = (pieces: readonly Uint8Array[]) => pieces.map(text);

test("pieces joined are the bytes again, and no piece is empty", () => {
  const modes: CutMode[] = ["whole", "one-byte", "random", "utf8", 3];
  assert(
    property(uint8Array(), constantFrom(...modes), nat(), (bytes, mode, seed) => {
      const pieces = cutInto(bytes, mode, seed);
      expect(text(joinBytes(pieces))).toBe(text(bytes));
      expect(pieces.every((piece) => piece.length > 0)).toBe(true);
    }),
  );
});

test("each mode cuts where it says", () => {
  const bytes = Buffer.from("aé€b😀c");
  expect(texts(cutInto(bytes, "whole"))).toEqual([text(bytes)]);
  expect(cutInto(bytes, "one-byte").length).toBe(bytes.length);
  expect(texts(cutInto(bytes, 4))).toEqual(["a\xc3\xa9\xe2", "\x82\xacb\xf0", "\x9f\x98\x80c"]);
  expect(texts(cutInto(bytes, "utf8"))).toEqual([
    "a\xc3",
    "\xa9\xe2",
    "\x82",
    "\xacb\xf0",
    "\x9f",
    "\x98",
    "\x80c",
  ]);
  expect(cutInto(Buffer.from("plain"), "utf8").length).toBe(1);
  expect(cutInto(Buffer.of(), "one-byte")).toEqual([]);
});

test("random cuts depend on the seed alone, and vary in length", () => {
  const bytes = new Uint8Array(20_000);
  const lengths = (seed: number) => cutInto(bytes, "random", seed).map((piece) => piece.length);
  expect(lengths(1)).toEqual(lengths(1));
  expect(lengths(1)).not.toEqual(lengths(2));
  expect(Math.min(...lengths(1))).toBe(1);
  expect(Math.max(...lengths(1))).toBeGreaterThan(300);
});

test("random numbers are even and stay in their range", () => {
  const random = createRandom(0);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let draw = 0; draw < 10_000; draw++) counts[random.integer(10)]! += 1;
  expect(Math.min(...counts)).toBeGreaterThan(850);
  expect(counts.reduce((sum, count) => sum + count)).toBe(10_000);
  expect(["a", "b"]).toContain(random.pick(["a", "b"]));
});
