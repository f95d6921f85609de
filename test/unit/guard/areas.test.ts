/** What could go wrong: what masking lays bare is not seen, because nobody looks there again. */
import { describe, expect, test } from "bun:test";
import { linesAround } from "../../../src/guard/detect/areas.ts";
import { scan, scanLines } from "../../../src/guard/detect/scan.ts";
import { shapeToken } from "../../../src/guard/token/token-shape.ts";
import { maskOnce, mixedText } from "../../support/guard.ts";
import { hostileTexts } from "../../support/hostile-texts.ts";
import { pick, seeded } from "../../support/sample-form.ts";

const random = seeded(31);
const token = shapeToken("EMAIL", new Uint8Array(16));

/** Many lines, long and short, with sensitive values in some of them. */
function longText(): string {
  const fill = ["", "return value;\n", "const a = 1;\n".repeat(60), "a ".repeat(500), "name: A\n"];
  return Array.from(
    { length: 1 + Math.floor(random() * 12) },
    () => mixedText(random) + pick(random, ["\n", "\n\n", "\r\n", " "]) + pick(random, fill),
  ).join("");
}

/** Masks what was found as `detect.ts` does before it looks again. */
function lookAgain(text: string) {
  const seen = scan(text);
  const places: { start: number; end: number }[] = [];
  let masked = "";
  let done = 0;
  for (const { start, end } of seen.found.toSorted((one, two) => one.start - two.start)) {
    if (start < done) continue;
    masked += text.slice(done, start);
    places.push({ start: masked.length, end: masked.length + token.length });
    masked += token;
    done = end;
  }
  masked += text.slice(done);
  return { seen, masked, places };
}

describe("a second look at the lines around finds", () => {
  test("finds what a look at the whole text finds", () => {
    let bared = 0;
    for (let turn = 0; turn < 700; turn++) {
      const text = longText();
      const { seen, masked, places } = lookAgain(text);
      if (seen.readsFar) continue;
      const whole = scan(masked).found;
      bared += whole.length;
      expect(scanLines(masked, linesAround(masked, places)).found, JSON.stringify(text)).toEqual(
        whole,
      );
    }
    expect(bared).toBeGreaterThan(10);
  });

  test("leaves nothing to find in texts of many lines", () => {
    for (let turn = 0; turn < 200; turn++) {
      const { text } = maskOnce(longText());
      expect(maskOnce(text).text).toBe(text);
    }
  });

  test("finds what a find in the line before kept hidden", () => {
    // What looks like lines that a diff has added are numbers as soon as the first of them is masked.
    const rest = "const a = 1;\n".repeat(100);
    const { text } = maskOnce(`${rest}+46 70 123 45 67\n+4512345678\n${rest}`);
    expect(text).not.toContain("4512345678");
    expect(maskOnce(text).text).toBe(text);
  });

  test("is not enough where something was read over many lines", () => {
    for (const text of [
      "-----BEGIN PRIVATE KEY-----\nabc",
      '{"kty":"EC","d":"x"}',
      "kind: Secret\ndata:\n",
      "Private-Lines: 3\n",
    ]) {
      expect(scan(text).readsFar, text).toBe(true);
    }
    expect(scan("const begin = private(document);\n").readsFar).toBe(false);
  });

  test("takes time in proportion to the text", () => {
    for (const text of Object.values(hostileTexts(20_000))) {
      const { masked, places } = lookAgain(text);
      const areas = linesAround(masked, places);
      const sum = areas.reduce((length, { start, end }) => length + end - start, 0);
      expect(sum).toBeLessThanOrEqual(masked.length);
    }
  });
});
