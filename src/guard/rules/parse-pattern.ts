/** The part of regular expressions that a machine of linear time can follow. */
import { limits } from "../../base/limits.ts";
import { failed, success, type Result } from "../../base/result.ts";

export type Part =
  | { readonly kind: "letter"; readonly fits: (code: number) => boolean }
  | { readonly kind: "row"; readonly parts: readonly Part[] }
  | { readonly kind: "choice"; readonly parts: readonly Part[] }
  | { readonly kind: "repeat"; readonly part: Part; readonly least: number; readonly most: number };

/** What is wrong with a pattern; caught where parsing began. */
class PatternError extends Error {}

interface Reader {
  readonly text: string;
  at: number;
}

export function parsePattern(text: string): Result<Part, string> {
  const body = text.replace(/^\^/, "").replace(/(?<!\\)\$$/, "");
  const reader = { text: body, at: 0 };
  try {
    const part = readChoice(reader, 0);
    if (reader.at < body.length) return failed("a closing bracket has no opening one");
    return success(part);
  } catch (error) {
    if (error instanceof PatternError) return failed(error.message);
    throw error;
  }
}

function readChoice(reader: Reader, depth: number): Part {
  if (depth > limits.allowPatternDepth) throw new PatternError("its brackets are too deep");
  const parts = [readRow(reader, depth)];
  while (reader.text[reader.at] === "|") {
    reader.at++;
    parts.push(readRow(reader, depth));
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "choice", parts };
}

function readRow(reader: Reader, depth: number): Part {
  const parts: Part[] = [];
  for (;;) {
    const letter = reader.text[reader.at];
    if (letter === undefined || letter === "|" || letter === ")") return { kind: "row", parts };
    parts.push(readRepeat(reader, readOne(reader, depth)));
  }
}

function readOne(reader: Reader, depth: number): Part {
  const letter = reader.text[reader.at++] ?? "";
  if (letter === "(") return readGroup(reader, depth);
  if (letter === "[") return { kind: "letter", fits: readClass(reader) };
  if (letter === ".") return { kind: "letter", fits: (code) => code !== 10 };
  if (letter === "\\") return { kind: "letter", fits: readEscape(reader) };
  if ("*+?{".includes(letter)) throw new PatternError("a repeat has nothing to repeat");
  if ("^$".includes(letter)) throw new PatternError("an anchor stands inside of it");
  const wanted = letter.charCodeAt(0);
  return { kind: "letter", fits: (code) => code === wanted };
}

function readGroup(reader: Reader, depth: number): Part {
  if (reader.text.startsWith("?:", reader.at)) reader.at += 2;
  else if (reader.text[reader.at] === "?") throw new PatternError("it looks around");
  const part = readChoice(reader, depth + 1);
  if (reader.text[reader.at] !== ")") throw new PatternError("a bracket is not closed");
  reader.at++;
  return part;
}

const counts = /\{(\d{1,4})(,(\d{0,4}))?\}/y;

function readRepeat(reader: Reader, part: Part): Part {
  const letter = reader.text[reader.at];
  let repeat: [least: number, most: number] | null = null;
  if (letter === "*") repeat = [0, Infinity];
  else if (letter === "+") repeat = [1, Infinity];
  else if (letter === "?") repeat = [0, 1];
  else if (letter === "{") return readCounted(reader, part);
  if (repeat === null) return part;
  reader.at++;
  return finishRepeat(reader, { kind: "repeat", part, least: repeat[0], most: repeat[1] });
}

function readCounted(reader: Reader, part: Part): Part {
  counts.lastIndex = reader.at;
  const match = counts.exec(reader.text);
  if (match === null) throw new PatternError("a count is not understood");
  reader.at += match[0].length;
  const least = Number(match[1]);
  const most = match[2] === undefined ? least : match[3] === "" ? Infinity : Number(match[3]);
  if (most < least) throw new PatternError("a count goes backwards");
  return finishRepeat(reader, { kind: "repeat", part, least, most });
}

function finishRepeat(reader: Reader, part: Part): Part {
  if ("*+?".includes(reader.text[reader.at] ?? " ")) throw new PatternError("it repeats a repeat");
  return part;
}

const digits = (code: number) => code >= 48 && code <= 57;
const wordLetters = (code: number) =>
  digits(code) || code === 95 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const spaces = (code: number) => /\s/.test(String.fromCharCode(code));
const not = (fits: (code: number) => boolean) => (code: number) => !fits(code);

const classes: Record<string, (code: number) => boolean> = {
  d: digits,
  D: not(digits),
  w: wordLetters,
  W: not(wordLetters),
  s: spaces,
  S: not(spaces),
};
const controls: Record<string, number> = { n: 10, r: 13, t: 9, f: 12, v: 11, "0": 0 };

function readEscape(reader: Reader): (code: number) => boolean {
  const letter = reader.text[reader.at++];
  if (letter === undefined) throw new PatternError("it ends in a backslash");
  const known = classes[letter];
  if (known !== undefined) return known;
  const control = controls[letter];
  if (control === undefined && /[A-Za-z1-9]/.test(letter)) {
    throw new PatternError(`\\${letter} is not supported`);
  }
  const wanted = control ?? letter.charCodeAt(0);
  return (code) => code === wanted;
}

function readClass(reader: Reader): (code: number) => boolean {
  const isTurned = reader.text[reader.at] === "^";
  if (isTurned) reader.at++;
  const fits: ((code: number) => boolean)[] = [];
  for (let isFirst = true; ; isFirst = false) {
    const letter = reader.text[reader.at++];
    if (letter === undefined) throw new PatternError("a class is not closed");
    if (letter === "]" && !isFirst) break;
    fits.push(letter === "\\" ? readEscape(reader) : readRange(reader, letter));
  }
  const inside = (code: number) => fits.some((fit) => fit(code));
  return isTurned ? not(inside) : inside;
}

function readRange(reader: Reader, letter: string): (code: number) => boolean {
  const from = letter.charCodeAt(0);
  const next = reader.text[reader.at + 1];
  if (reader.text[reader.at] !== "-" || next === undefined || next === "]") {
    return (code) => code === from;
  }
  if (next === "\\") throw new PatternError("a range ends in an escape");
  reader.at += 2;
  const to = next.charCodeAt(0);
  if (to < from) throw new PatternError("a range goes backwards");
  return (code) => code >= from && code <= to;
}
