/**
 * Texts of the kinds that agents send most: code, JSON, prose, listings. Nothing in them is anybody's:
 * words come from a list, values from a generator, so that a few of them are found.
 */
import { code, guarded, json, listing, prose } from "./lines.ts";
import { createMaker, pick, type Random } from "./maker.ts";

/** A half of them has a letter that takes 16 bits: such texts are compiled for apart. */
const endings = ["", " …", "", " — 漢字 “é” ✓"];

/** Units of UTF-16 of one text, so that a step stays short when nothing is compiled yet. */
const textLength = 1_000;

export function* typicalTexts(random: Random): Generator<string> {
  const make = createMaker(random);
  for (let turn = 0; ; turn++) {
    for (const lines of [code, listing, code, json, prose, guarded]) {
      let text = "";
      while (text.length < textLength) text += `${pick(random, lines)(make)}\n`;
      yield text + endings[turn % endings.length];
    }
  }
}
