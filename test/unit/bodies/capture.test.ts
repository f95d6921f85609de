// What could go wrong: copies of streams fill the memory, or the bytes of one stand in another.
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { createCaptures } from "../../../src/bodies/capture.ts";

const piece = (letter: string, bytes: number) => Buffer.alloc(bytes, letter);
const textOf = (bytes: Uint8Array | null) =>
  bytes === null ? null : Buffer.from(bytes).toString();

test("pieces are copied in their order, whatever becomes of their buffers", () => {
  const begin = createCaptures();
  const [one, other] = [begin(), begin()];
  const buffer = Buffer.from("hello");
  one.take(buffer);
  other.take(Buffer.from("other"));
  buffer.fill("x");
  one.take(piece("y", 40_000));
  expect(textOf(one.end())).toBe(`hello${"y".repeat(40_000)}`);
  expect(textOf(other.end())).toBe("other");
  expect(textOf(begin().end())).toBe("");
});

test("a stream that is too long is not kept, and gives its room back", () => {
  const begin = createCaptures();
  const long = begin();
  for (let bytes = 0; bytes <= limits.keptStreamBytes; bytes += 65_536)
    long.take(piece("a", 65_536));
  long.take(piece("a", 1));
  expect(long.end()).toBeNull();
});

test("all streams under way share one budget", () => {
  const begin = createCaptures();
  const full = limits.keptStreamBytes;
  const others = Array.from({ length: limits.keptStreamsBytes / full }, () => {
    const capture = begin();
    capture.take(piece("a", full));
    return capture;
  });
  const late = begin();
  late.take(piece("b", 1));
  expect(late.end()).toBeNull();
  expect(others[0]?.end()?.length).toBe(full);
  const next = begin();
  next.take(piece("c", full));
  expect(next.end()?.length).toBe(full);
});
