import { expect, test } from "bun:test";
import { createWordCache } from "../../../src/guard/detect/word-cache.ts";

test("a word that was seen before is not asked about again, wherever it stands", () => {
  const asked: string[] = [];
  const upper = createWordCache((word) => {
    asked.push(word);
    return word.toUpperCase();
  });
  expect(upper("a token of", 2, 7)).toBe("TOKEN");
  expect(upper("token", 0, 5)).toBe("TOKEN");
  expect(upper("a token of", 2, 6)).toBe("TOKE");
  expect(asked).toEqual(["token", "toke"]);
});

test("every word has a value of its own, however many there are, and whatever they are written in", () => {
  const value = createWordCache((word) => `<${word}>`);
  const words = Array.from({ length: 30_000 }, (_, index) => `w${(index % 10_000).toString(36)}`);
  for (const word of [...words, "é", "Ω", "漢", "éa", "", "a"])
    expect(value(`x ${word} y`, 2, 2 + word.length)).toBe(`<${word}>`);
});

test("what is remembered of a word keeps no text in memory", () => {
  const value = createWordCache((word) => word.length);
  const filler = "const x = 1;\n".repeat(80_000);
  const before = process.memoryUsage.rss();
  for (let turn = 0; turn < 300; turn++) {
    const text: string = JSON.parse(JSON.stringify(`const name${turn}Of = ${filler}`));
    value(text, 6, 12 + String(turn).length);
    if (turn % 20 === 0) Bun.gc(true);
  }
  Bun.gc(true);
  expect((process.memoryUsage.rss() - before) / 1e6).toBeLessThan(150);
});
