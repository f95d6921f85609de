/** How little a text looks like something that a person has named or written. */

/** Shannon entropy in bits per UTF-16 unit. ASCII; everything else counts as one letter. */
export function entropy(text: string): number {
  const counts = new Uint16Array(129);
  const length = Math.min(text.length, 4_096);
  for (let index = 0; index < length; index++) {
    const slot = Math.min(text.charCodeAt(index), 128);
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  let bits = 0;
  for (const count of counts) {
    if (count > 0) bits -= (count / length) * Math.log2(count / length);
  }
  return bits;
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

export function shapeOf(text: string): Shape {
  const counts = { length: text.length, lowers: 0, uppers: 0, digits: 0, others: 0, turns: 0 };
  let before = "";
  for (let index = 0; index < text.length; index++) {
    const kind = kindOf(text.charCodeAt(index));
    counts[kind]++;
    const isCapital = before === "uppers" && kind === "lowers";
    if (before !== "" && kind !== before && !isCapital) counts.turns++;
    before = kind;
  }
  return counts;
}

function kindOf(code: number): "lowers" | "uppers" | "digits" | "others" {
  if (code >= 97 && code <= 122) return "lowers";
  if (code >= 65 && code <= 90) return "uppers";
  if (code >= 48 && code <= 57) return "digits";
  return "others";
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
  if (shape.turns < Math.max(2, wanted)) return false;
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
