/** What could go wrong: a mark is overlooked because the body begins like one that had none. */
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { tagsOf } from "../../../src/read/chunk-tags.ts";
import { createMarkFinder } from "../../../src/read/find-mark.ts";

const mark = Buffer.from("codegate1.");
const { chunkBytes } = limits;

/** Filled with letters, the mark at an offset; its chunks have tags as those of long bodies do. */
function body(length: number, at: number | null = null): Buffer {
  const bytes = Buffer.alloc(length, "x");
  if (at !== null) bytes.set(mark, at);
  tagsOf(bytes);
  return bytes;
}

test("a mark is found wherever it stands, whatever came before", () => {
  const lengths = [3.2, 3.9, 4, 4.5, 6.1, 9].map((chunks) => Math.floor(chunks * chunkBytes));
  for (const before of lengths) {
    for (const after of lengths) {
      const holds = createMarkFinder(mark);
      expect([holds(body(before)), holds(body(before))]).toEqual([false, false]);
      const edges = [0, before, Math.floor(before / chunkBytes) * chunkBytes, after];
      for (const edge of edges) {
        for (let at = edge - mark.length; at <= edge + 1; at++) {
          if (at < 0 || at > after - mark.length) continue;
          expect(holds(body(after, at))).toBe(true);
        }
      }
      expect(holds(body(after))).toBe(false);
    }
  }
});

test("a body with a mark is no reason to overlook it in the next one", () => {
  const holds = createMarkFinder(mark);
  const [one, other] = [1, 2].map(() => body(5 * chunkBytes, chunkBytes));
  for (const bytes of [one, other]) expect(bytes !== undefined && holds(bytes)).toBe(true);
  expect(holds(Buffer.from("codegate1.abc"))).toBe(true);
  expect(holds(Buffer.from("codegate1"))).toBe(false);
});

test("what came before is not looked at again", () => {
  const holds = createMarkFinder(mark);
  const bytes = body(3 * chunkBytes);
  expect(holds(bytes)).toBe(false);
  // Its tags are those of before: bytes must not change, by which this shows.
  bytes.set(mark, chunkBytes);
  expect(holds(bytes)).toBe(false);
});
