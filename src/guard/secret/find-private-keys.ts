/**
 * Private keys in armour, whatever has been done to their lines: escaped once or twice for JSON or
 * for a program's text, indented, quoted, diffed, numbered. All from BEGIN to END is one finding.
 */
import { min } from "../../base/maths.ts";
import { addFormal, type Place, type Search } from "../detect/candidates.ts";

const begin = "-----BEGIN ";
/** Longest key with its line ends and what stands before each line, UTF-16 units. */
const longestKey = 24_000;
const longestTitle = 60;
const leastBody = 8;

/** The word BEGIN stands at `word`. */
export function findPrivateKeyAt(search: Search, word: number): void {
  const { text } = search;
  const start = word - 5;
  if (start < search.keysDone || !text.startsWith(begin, start)) return;
  search.readsFar = true;
  search.lastKeyEnd ??= text.lastIndexOf("-----END ");
  const place = keyFrom(text, start, search.lastKeyEnd);
  if (place === null) return;
  search.keysDone = place.end;
  addFormal(search, "private_key", place, "armoured private key");
}

/** The key that begins at `start`; `lastEnd` is where the text's last END stands. */
function keyFrom(text: string, start: number, lastEnd: number): Place | null {
  const titleEnd = text.indexOf("-----", start + begin.length);
  if (titleEnd === -1 || titleEnd - start > longestTitle) return null;
  const title = text.slice(start + begin.length, titleEnd);
  if (!/^(?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?$/.test(title)) return null;
  const bodyStart = titleEnd + 5;
  const end = endOf(text, { bodyStart, title, lastEnd });
  return isKeyBody(text.slice(bodyStart, min(end, bodyStart + 4_000))) ? { start, end } : null;
}

interface OpenKey {
  readonly bodyStart: number;
  readonly title: string;
  readonly lastEnd: number;
}

/** Behind the END line; for a key that was cut off, behind the last line that can be its. */
function endOf(text: string, { bodyStart, title, lastEnd }: OpenKey): number {
  const armour = `-----END ${title}-----`;
  const window = text.slice(bodyStart, bodyStart + longestKey);
  const at = lastEnd < bodyStart ? -1 : window.indexOf(armour);
  const nextBegin = window.indexOf(begin);
  if (at !== -1 && (nextBegin === -1 || at < nextBegin)) return bodyStart + at + armour.length;
  return bodyStart + openBody(nextBegin === -1 ? window : window.slice(0, nextBegin));
}

/** A line end, real or escaped up to three times, and what tools put before a line. */
const lineStart = String.raw`(?:(?:\r?\n|\\{1,4}r|\\{1,4}n)[ \t]{0,40}(?:\d{1,6}[\t:|→ ]{1,4})?[+\->|#*/ \t"']{0,12})`;
const bodyLine = new RegExp(
  String.raw`${lineStart}{0,3}(?:[A-Za-z0-9+/=]{16,80}|[A-Za-z-]{3,20}: [^\r\n\\]{1,80})["',;+\\ ]{0,4}`,
  "y",
);

/** Length of the lines that look like the inside of a key. */
function openBody(window: string): number {
  let length = 0;
  for (;;) {
    bodyLine.lastIndex = length;
    const line = bodyLine.exec(window)?.[0];
    if (line === undefined || line === "") return length;
    length += line.length;
  }
}

/** Behind the last line that looks like the inside of a key, from `start` on. */
export function keyLinesEnd(text: string, start: number): number {
  return start + openBody(text.slice(start, start + longestKey));
}

/** `...` and `<your key>` between the lines are no key. */
function isKeyBody(body: string): boolean {
  // What was masked before is no part of a key.
  const runs = body.replaceAll(/CG_[A-Z]{2,8}_\w{14}/g, " ").match(/[A-Za-z0-9+/=]{8,80}/g);
  if (runs === null) return false;
  const letters = runs.join("");
  return letters.length >= leastBody && new Set(letters.slice(0, 400)).size > 8;
}
