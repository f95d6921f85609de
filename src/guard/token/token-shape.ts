/**
 * Tokens stand for what was masked: `CG_EMAIL_7k2m9q4w8z3t6r`. Letters, digits and underscores
 * only, so that neither JSON nor a shell, a URL or a regular expression sees anything special in
 * one; of fixed length after the label, so that one ends where it ends, whatever stands next to it.
 */
import { max, min } from "../../base/maths.ts";

/** What every token begins with. */
export const tokenMarker = "CG_";
const bodyLength = 14;
const longestLabel = 8;
/** Digits and lower-case letters without i, l, o and u, which are read or sound like others. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** UTF-16 units of the longest token. */
export const longestToken = tokenMarker.length + longestLabel + 1 + bodyLength;

/** UTF-16 units of the shortest token: labels have two letters at least. */
export const shortestToken = tokenMarker.length + 2 + 1 + bodyLength;

/** The token of a label and the first bytes of its sealed original: 70 bits of them. */
export function shapeToken(label: string, sealed: Uint8Array): string {
  let body = "";
  let bits = 0;
  let held = 0;
  for (let index = 0; body.length < bodyLength;) {
    if (bits < 5) {
      held = ((held << 8) | (sealed[index++] ?? 0)) & 0x1fff;
      bits += 8;
    }
    bits -= 5;
    body += alphabet[(held >>> bits) & 31];
  }
  return `${tokenMarker}${label}_${body}`;
}

export interface TokenPlace {
  readonly start: number;
  readonly end: number;
}

/** The next token at or after `from`; null when there is none. */
export function findToken(text: string, from: number): TokenPlace | null {
  let start = text.indexOf(tokenMarker, from);
  while (start !== -1) {
    const end = tokenEnd(text, start);
    if (end !== -1 && isWhole(text, end)) return { start, end };
    start = text.indexOf(tokenMarker, start + 1);
  }
  return null;
}

/** Where the tail of a text begins that could still become a token; the length when none does. */
export function openTail(text: string): number {
  const from = max(0, text.length - longestToken + 1);
  for (let at = text.indexOf("C", from); at !== -1; at = text.indexOf("C", at + 1)) {
    if (couldBecomeToken(text, at)) return at;
  }
  return text.length;
}

function couldBecomeToken(text: string, start: number): boolean {
  const head = min(tokenMarker.length, text.length - start);
  if (!text.startsWith(tokenMarker.slice(0, head), start)) return false;
  if (head < tokenMarker.length) return true;
  const end = tokenEnd(text, start);
  return end !== -1 && !isWhole(text, end);
}

/**
 * Where the token that begins with the tokenMarker at `start` ends: the text's length or more when the
 * text ends inside of it, -1 when there is no token.
 */
function tokenEnd(text: string, start: number): number {
  let at = start + tokenMarker.length;
  const labelStart = at;
  while (at - labelStart < longestLabel && isUpper(text.charCodeAt(at))) at++;
  if (at === text.length) return text.length + 1;
  if (at - labelStart < 2 || text.charCodeAt(at) !== 95) return -1;
  const end = at + 1 + bodyLength;
  const seen = min(end, text.length);
  for (at++; at < seen; at++) {
    if (!isBodyLetter(text.charCodeAt(at))) return -1;
  }
  return end;
}

function isWhole(text: string, end: number): boolean {
  return end <= text.length;
}

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}

const bodyLetters = new Uint8Array(128);
for (const letter of alphabet) bodyLetters[letter.charCodeAt(0)] = 1;

function isBodyLetter(code: number): boolean {
  return bodyLetters[code] === 1;
}
