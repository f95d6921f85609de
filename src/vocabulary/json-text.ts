/** JSON in and out without losing anything: see `RawNumber`. */
import { jsonWithSource } from "./raw-json.ts";
import type { Json } from "./json.ts";

/** JSON.parse refuses it. */
const byteOrderMark = "\u{feff}";

/**
 * The value of a JSON text, or undefined when it is none. Numbers that a double cannot hold keep
 * their spelling. Such numbers are rare, and a reviver makes JSON.parse five times slower, so it
 * is used only for texts that seem to hold one.
 */
export function parseJson(text: string): Json | undefined {
  try {
    return seemsToHoldLongNumber(text)
      ? (jsonWithSource.parse(text, keepSpelling) as Json)
      : (JSON.parse(text) as Json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function parseJsonBytes(bytes: Uint8Array): Json | undefined {
  // Broken UTF-8 is read as U+FFFD, as providers do.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return parseJson(text.startsWith(byteOrderMark) ? text.slice(1) : text);
}

export function writeJsonBytes(value: Json): Uint8Array<ArrayBuffer> {
  return Buffer.from(JSON.stringify(value), "utf8");
}

/** 16 digits may be more than a double holds; three of an exponent are. */
const longNumbers = [/\d{16,}/g, /\d[eE]\+?\d{3}/g] as const;

/** Long runs of digits occur in ids, hashes and base64 too, so what stands before them decides. */
function seemsToHoldLongNumber(text: string): boolean {
  return longNumbers.some((pattern) => {
    pattern.lastIndex = 0;
    for (let hit = pattern.exec(text); hit !== null; hit = pattern.exec(text)) {
      if (isNumber(text, hit.index)) {
        return true;
      }
    }
    return false;
  });
}

/** Longest part of a number before the digits that were found, characters. */
const leadLength = 400;

/** Whether the digits at a place belong to a number: not to a word, and not behind a key in a text. */
function isNumber(text: string, place: number): boolean {
  let start = place;
  while (place - start < leadLength && isNumberPart(text.charCodeAt(start - 1))) start--;
  let before = start - 1;
  while (isSpace(text.charCodeAt(before))) before--;
  if (before < 0) return true;
  const delimiter = text[before];
  if (delimiter === "[" || delimiter === ",") return true;
  // A key's quote; inside of a text it is escaped.
  if (delimiter !== ":") return false;
  let quote = before - 1;
  while (isSpace(text.charCodeAt(quote))) quote--;
  return text[quote] === '"' && text[quote - 1] !== "\\";
}

/** Digits, their point and a minus. */
function isNumberPart(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 45 || code === 46;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function keepSpelling(
  _key: string,
  value: unknown,
  { source }: { readonly source?: string },
): unknown {
  if (typeof value !== "number" || source === undefined) return value;
  if (!Number.isFinite(value)) return jsonWithSource.rawJSON(source);
  return source.length > 15 && String(value) !== source ? jsonWithSource.rawJSON(source) : value;
}
