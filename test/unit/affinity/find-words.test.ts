// A word that is missed lets thinking through; one seen everywhere makes every message be opened.
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { findWords } from "../../../src/affinity/thinking/find-words.ts";

test("words are found in exactly the spans in which they begin", () => {
  const piece = fc.constantFrom("ab", "cd", "a", "c", "--");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.nat({ max: 5 }), (pieces, skipped) => {
      const text = pieces.join("");
      const bytes = new TextEncoder().encode(`${"x".repeat(skipped)}${text}abcd`);
      const area = { start: skipped, end: skipped + text.length };
      const hits = findWords(bytes, area, ["ab", "cd"]);
      expect(hits.any).toBe(/ab|cd/.test(text));
      for (let start = 0; start < text.length; start += 3) {
        const end = Math.min(start + 3, text.length);
        const begins = [...text.matchAll(/ab|cd/g)].some(
          ({ index }) => index >= start && index < end,
        );
        expect(hits.within({ start: start + skipped, end: end + skipped })).toBe(begins);
      }
    }),
  );
});
