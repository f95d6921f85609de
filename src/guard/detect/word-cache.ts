/**
 * What was made of words of texts, since the same ones come again and again: found without a copy of
 * the word, which costs more than all else about it.
 */
import { imul } from "../../base/maths.ts";

/** A power of two. Each word may take one of two; what stands there already gives way. */
const places = 4_096;

export function createWordCache<Value>(
  make: (word: string) => Value,
): (text: string, start: number, end: number) => Value {
  const words = Array<string>(places).fill("");
  const values = Array<Value | null>(places).fill(null);
  return (text, start, end) => {
    let hash = 0;
    let all = 0;
    for (let index = start; index < end; index++) {
      const code = text.charCodeAt(index);
      hash = (imul(hash, 31) + code) | 0;
      all |= code;
    }
    const place = (hash ^ (hash >>> 12)) & (places - 1);
    if (isSame(text, start, end, words[place] as string)) return values[place] as Value;
    const other = place ^ 1;
    if (isSame(text, start, end, words[other] as string)) return values[other] as Value;
    if (all >= 128) return make(text.slice(start, end));
    const word = copyOf(text.slice(start, end));
    const value = make(word);
    const free = words[place] === "" || words[other] !== "" ? place : other;
    words[free] = word;
    values[free] = value;
    return value;
  };
}

function isSame(text: string, start: number, end: number, word: string): boolean {
  if (word.length !== end - start || word === "") return false;
  for (let index = 0; index < word.length; index++) {
    if (text.charCodeAt(start + index) !== word.charCodeAt(index)) return false;
  }
  return true;
}

/** A part of a text keeps the whole text in memory as long as it is kept itself. ASCII only. */
function copyOf(word: string): string {
  return Buffer.from(word, "latin1").toString("latin1");
}
