/** How little a text looks like something that a person has named or written. */
import { log2, max, min } from "../../base/maths.ts";

/** ASCII; everything else counts as one letter. */
const kindsOfLetter = 129;
const counts = new Uint16Array(kindsOfLetter);
/** Longest text whose parts of the sum are kept, since most values are short. */
const shortText = 64;
/** By length and count. */
const parts = new Float64Array((shortText + 1) * (shortText + 1)).fill(-1);

/** Shannon entropy in bits per UTF-16 unit. */
export function entropy(text: string): number {
  const length = min(text.length, 4_096);
  counts.fill(0);
  for (let index = 0; index < length; index++) {
    const slot = min(text.charCodeAt(index), kindsOfLetter - 1);
    counts[slot] = (counts[slot] as number) + 1;
  }
  let bits = 0;
  for (let slot = 0; slot < kindsOfLetter; slot++) {
    const count = counts[slot] as number;
    if (count > 0) bits += partOf(count, length);
  }
  return bits;
}

function partOf(count: number, length: number): number {
  if (length > shortText) return -(count / length) * log2(count / length);
  const place = length * (shortText + 1) + count;
  const known = parts[place] as number;
  if (known >= 0) return known;
  const part = -(count / length) * log2(count / length);
  parts[place] = part;
  return part;
}

export interface Shape {
  readonly length: number;
  readonly lowers: number;
  readonly uppers: number;
  readonly digits: number;
  readonly others: number;
  /** How often the kind of letter changes, a capital at the start of a word not counted. */
  readonly turns: number;
}

/** Kinds of letters, in the order in which they are counted. */
const kindLower = 0;
const kindUpper = 1;
const kindDigit = 2;
const kindOther = 3;
const kinds = new Uint8Array(128).fill(kindOther);
for (let code = 97; code <= 122; code++) kinds[code] = kindLower;
for (let code = 65; code <= 90; code++) kinds[code] = kindUpper;
for (let code = 48; code <= 57; code++) kinds[code] = kindDigit;

export function shapeOf(text: string): Shape {
  let lowers = 0;
  let uppers = 0;
  let digits = 0;
  let turns = 0;
  let before = -1;
  for (let index = 0; index < text.length; index++) {
    const kind = kinds[text.charCodeAt(index)] ?? kindOther;
    if (kind === kindLower) lowers++;
    else if (kind === kindUpper) uppers++;
    else if (kind === kindDigit) digits++;
    const isCapital = before === kindUpper && kind === kindLower;
    if (before !== -1 && kind !== before && !isCapital) turns++;
    before = kind;
  }
  const others = text.length - lowers - uppers - digits;
  return { length: text.length, lowers, uppers, digits, others, turns };
}

const hexWord = /^(?:[0-9a-f]+|[0-9A-F]+)$/;
const uuidWord = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return text.length === 36 && uuidWord.test(text);
}

/** Hexadecimal of at least `least` digits in which both letters and numerals occur. */
export function isHex(text: string, least: number): boolean {
  if (text.length < least || !hexWord.test(text)) return false;
  return /[0-9]/.test(text) && /[a-fA-F]/.test(text) && entropy(text) > 2.2;
}

/**
 * True for what only a generator writes: letters and digits mixed in short runs. Names of things
 * (`defineWebSocketHelper`, `base64UrlEncode2`, `2024-01-15`) are not.
 */
export function looksGenerated(text: string, least: number): boolean {
  if (text.length < least) return false;
  const shape = shapeOf(text);
  const letters = shape.lowers + shape.uppers;
  if (shape.others > text.length * 0.35 || letters === 0) return false;
  if (shape.digits === 0) return looksGeneratedWithoutDigits(text, shape);
  if (letters < 3 && text.length > 8) return false;
  const wanted = text.length < 16 ? text.length * 0.22 : text.length * 0.2;
  if (shape.turns < max(2, wanted)) return false;
  return entropy(text) >= (text.length < 16 ? 2.6 : 3.1);
}

function looksGeneratedWithoutDigits(text: string, shape: Shape): boolean {
  if (text.length < 20 || shape.uppers < 4 || shape.lowers < 4) return false;
  return shape.turns >= text.length * 0.27 && entropy(text) >= 3.6;
}

const speakable = /^[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{1,})*\d{0,4}$/;

/** Letters, with digits or not, that nobody could say: long runs of consonants all through. */
export function isUnspeakable(text: string): boolean {
  if (!/^[A-Za-z0-9]+$/.test(text) || speakable.test(text)) return false;
  const runs = text.match(/[b-df-hj-np-tv-xz]{4,}/gi) ?? [];
  const shape = shapeOf(text);
  const inRuns = runs.reduce((sum, run) => sum + run.length, 0);
  return inRuns >= (shape.lowers + shape.uppers) * 0.35 && entropy(text) >= 3;
}

/** `abcdefgh…`, `0123456789…`, `aaaa…`: what people write instead of a key. */
export function isSequence(text: string): boolean {
  let steps = 0;
  for (let index = 1; index < text.length; index++) {
    const step = text.charCodeAt(index) - text.charCodeAt(index - 1);
    if (step === 0 || step === 1) steps++;
  }
  return steps >= (text.length - 1) * 0.8;
}
