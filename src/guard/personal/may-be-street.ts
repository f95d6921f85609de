/**
 * Whether a form of `find-street-addresses.ts` is worth a try behind a number. For listings of
 * folders (`4096 Nov 14 22:37`), tables and counts, where most numbers stand before a capital: the
 * forms cost a sixth of all masking there (`bun test/bench/guard.ts`).
 */
import { isDigit } from "../detect/letters.ts";

/** Longest word of a street's name, UTF-16 units. */
const longestWord = 25;
/** What kinds of streets begin with that stand before the name, `bis`, `ter` and `12 D` included. */
const kindLetters = new Set([..."rRaAbBiIcCqQpPtTVD"].map((letter) => letter.charCodeAt(0)));
/** `1st`, `2nd`, `3rd`, `4th`. */
const ordinalLetters = new Set([..."snrt"].map((letter) => letter.charCodeAt(0)));
/** `de`, `la`, `du`, `des`, `van`, `von`. */
const particleLetters = new Set([..."dlv"].map((letter) => letter.charCodeAt(0)));

/** Behind the number at `start`, its letters, a comma and a blank; -1 when there is no blank. */
export function behindHouseNumber(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at++;
  while (isLetter(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) === 44) at++;
  return text.charCodeAt(at) === 32 ? at + 1 : -1;
}

/** The kind of a street may stand at `at`. */
export function mayBeKind(text: string, at: number): boolean {
  return kindLetters.has(text.charCodeAt(at));
}

/** Two letters that `rue`, `avenue`, `allée`, `boulevard`, `bis` and `impasse` begin with. */
const smallKinds = new Set("ru av al bo bi im".split(" ").map((pair) => pairAt(pair, 0)));

/** The same with a small letter: fewer kinds are written so (`mayLeadToStreet`). */
export function mayBeSmallKind(text: string, at: number): boolean {
  return smallKinds.has(pairAt(text, at));
}

function pairAt(text: string, at: number): number {
  return (text.charCodeAt(at) << 8) | (text.charCodeAt(at + 1) & 0xff);
}

/** A word that is the first of several, or before a comma, may stand at `at` or behind a number there. */
export function mayBeStreetName(text: string, at: number): boolean {
  const number = digitsEnd(text, at);
  const start = number > at && text.charCodeAt(number) === 32 ? number + 1 : at;
  let end = start;
  while (end - start <= longestWord && !endsWord(text.charCodeAt(end))) end++;
  if (text.charCodeAt(end) === 44) return true;
  return text.charCodeAt(end) === 32 && mayGoOn(text, end + 1);
}

function mayGoOn(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (isDigit(code)) return ordinalLetters.has(text.charCodeAt(digitsEnd(text, at)));
  return (code >= 65 && code <= 90) || code >= 0xc0 || particleLetters.has(code);
}

function digitsEnd(text: string, start: number): number {
  let end = start;
  while (end - start <= longestWord && isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** A blank or a comma. */
function endsWord(code: number): boolean {
  return code === 32 || code === 44;
}

function isLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122;
}
