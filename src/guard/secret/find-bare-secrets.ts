/** Generated words without any name: only when nothing else is likely. */
import { add, contextBefore, type Search } from "../detect/candidates.ts";
import { namesVendor, normalise } from "./key-names.ts";
import { isPlaceholder } from "./placeholders.ts";
import { entropy, isHex, shapeOf } from "./randomness.ts";

const least = 26;
/** Lines of encoded files have 60 characters and more. */
const most = 56;
/** Neighbours that make a word a part of a path, an integrity hash, an encoded file. */
const joined = /[-+/=_.%~:@#$\\]/;

/** A word of letters and digits from `start` to `end`. */
export function findBareSecret(search: Search, start: number, end: number): void {
  const { text } = search;
  const length = end - start;
  if (length < least || length > most) return;
  const word = text.slice(start, end);
  if (isVendorHex(text, start, word)) {
    add(search, "api_key", { start, end }, "vendor's name");
  } else if (isAlone(text, start, end) && isGeneratedThroughout(word)) {
    add(search, "api_key", { start, end }, "generated");
  }
}

function isVendorHex(text: string, start: number, word: string): boolean {
  if ((word.length !== 32 && word.length !== 40) || !isGiven(text, start)) return false;
  if (!isHex(word, 32)) return false;
  const name = /([\w-]{2,40})["']?[ \t]{0,3}[:=][ \t]{0,3}["']?$/.exec(
    contextBefore(text, start, 60),
  );
  return (
    name !== null &&
    namesVendor(normalise(name[1] ?? "")) &&
    !/sha|commit|hash|rev|version|digest|checksum/i.test(name[1] ?? "")
  );
}

/** As the form above ends: most hashes of lists and logs have no name in front of them. */
function isGiven(text: string, start: number): boolean {
  let at = start - 1;
  if (text.charCodeAt(at) === 34 || text.charCodeAt(at) === 39) at--;
  for (let blanks = 0; blanks < 3 && isBlank(text.charCodeAt(at)); blanks++) at--;
  const code = text.charCodeAt(at);
  return code === 58 || code === 61;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function isAlone(text: string, start: number, end: number): boolean {
  const before = text[start - 1] ?? " ";
  const after = text[end] ?? " ";
  if (joined.test(before)) return false;
  return !joined.test(after) || (after === "." && !/\w/.test(text[end + 1] ?? " "));
}

/** Lower case, upper case and digits, changing all the time, as base62 does. */
function isGeneratedThroughout(word: string): boolean {
  const shape = shapeOf(word);
  if (shape.others > 0 || shape.digits < 4 || shape.uppers < 5 || shape.lowers < 5) return false;
  if (shape.turns < word.length * 0.45 || shape.digits > word.length * 0.5) return false;
  return entropy(word) >= 4 && !isPlaceholder(word);
}
