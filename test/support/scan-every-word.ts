/** Asks the detectors about every word and mark of a text, as `scan` does where its table says so. */
import { startSearch, type Candidate } from "../../src/guard/detect/candidates.ts";
import { bitsAt } from "../../src/guard/detect/letters.ts";
import { takeMark, takeWord } from "../../src/guard/detect/scan.ts";

export function scanEveryWord(text: string): Candidate[] {
  const search = startSearch(text);
  for (let index = 0; index < text.length; index++) {
    const isWord = bitsAt(text, index) > 0;
    if (isWord && bitsAt(text, index + 1) <= 0) takeWord(search, index + 1);
    if (!isWord) takeMark(search, index);
  }
  return search.found;
}
