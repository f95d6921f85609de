import * as fc from "fast-check";

export type Pair = readonly [string, unknown];

/** Gives the next of endless random numbers below `below`. */
type Draw = (below: number) => number;

/** The fields of an object in order; names repeat often, and some need escapes. */
export const pairs: fc.Arbitrary<Pair[]> = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom("model", "stream", "max_tokens", "", "__proto__", "é", 'a"b\\c'),
      fc.string({ unit: "binary" }),
    ),
    fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }),
  ),
  { maxLength: 8 },
);

/** The text of an object with random white space, and with escapes that nobody needs. */
export const looseObjectText: fc.Arbitrary<{ fields: Pair[]; text: string }> = fc
  .tuple(pairs, fc.array(fc.nat(), { minLength: 1, maxLength: 60 }))
  .map(([fields, numbers]) => {
    let index = 0;
    const draw: Draw = (below) => (numbers[index++ % numbers.length] ?? 0) % below;
    return { fields, text: gap(draw) + writePairs(fields, draw) + gap(draw) };
  });

function writeValue(value: unknown, draw: Draw): string {
  if (typeof value === "string") return writeString(value, draw);
  if (Array.isArray(value)) {
    return `[${value.map((item) => gap(draw) + writeValue(item, draw) + gap(draw)).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) return writePairs(Object.entries(value), draw);
  return JSON.stringify(value);
}

function writePairs(fields: readonly Pair[], draw: Draw): string {
  const written = fields.map(
    ([name, value]) =>
      `${gap(draw)}${writeString(name, draw)}${gap(draw)}:${gap(draw)}${writeValue(value, draw)}${gap(draw)}`,
  );
  return `{${written.length === 0 ? gap(draw) : written.join(",")}}`;
}

function writeString(text: string, draw: Draw): string {
  if (draw(3) > 0) return JSON.stringify(text);
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("")}"`;
}

const gaps = ["", "", "", " ", "\n", "\r\n\t", "   \n  "];

function gap(draw: Draw): string {
  return gaps[draw(gaps.length)] ?? "";
}
