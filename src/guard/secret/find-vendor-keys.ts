/** Keys that are recognised by their vendor's form alone. */
import { max } from "../../base/maths.ts";
import { addFormal, type Search } from "../detect/candidates.ts";
import { isWordAt } from "../detect/letters.ts";
import { entropy } from "./randomness.ts";
import { vendorFormats } from "./vendor-formats.ts";
import { longestRun, type VendorFormat } from "./vendors/vendor-format.ts";

interface CompiledFormat {
  readonly name: string;
  readonly form: RegExp;
  readonly starts: readonly string[];
  readonly before: number;
  readonly entropy: number;
}

const leastEntropy = 2.5;
/** No letter, digit, underscore or hyphen may continue a key. */
const rightEdge = String.raw`(?![\w-])`;

function compile(format: VendorFormat): CompiledFormat {
  let form: RegExp | null = null;
  return {
    name: format.name,
    // With the first text that needs it: all together they would make up a twentieth of a start.
    get form() {
      form ??= boundedForm(format);
      return form;
    },
    starts: format.starts ?? [],
    before: format.before ?? 0,
    entropy: format.entropy ?? leastEntropy,
  };
}

function boundedForm({ form, anyCase }: VendorFormat): RegExp {
  const bounded = form.replaceAll(/,\}/g, `,${longestRun}}`);
  return new RegExp(`(?:${bounded})${rightEdge}`, anyCase === true ? "iy" : "y");
}

/** Formats by the first three letters of their beginnings; of two letters, by those. */
const byStart = new Map<number, CompiledFormat[]>();
/** One bit per hash of three letters: most words stop here. */
const startBits = new Uint8Array(1 << 16);
const beginnings = vendorFormats.flatMap(({ starts }) => starts ?? []);
/** What keys begin with, for the table of `detect/word-machine.ts`. */
export const keyBeginnings = beginnings
  .filter((start) => /^[a-z]/.test(start))
  .map((start) => start.toLowerCase());
export const capitalKeyBeginnings = beginnings.filter((start) => /^[A-Z]/.test(start));
const byWord: { least: number; most: number; format: CompiledFormat }[] = [];
/** Azure's `Q~` is looked for at the mark, not at a word. */
const byTilde: CompiledFormat[] = [];

for (const format of vendorFormats) {
  const compiled = compile(format);
  for (const start of format.starts ?? []) {
    if (start.length < 3) byTilde.push(compiled);
    else addStart(keyOf(start, 0), compiled);
  }
  if (format.word !== undefined) {
    const [least, most] = format.word;
    byWord.push({ least, most, format: compiled });
  }
}

function addStart(key: number, format: CompiledFormat): void {
  const known = byStart.get(key) ?? [];
  if (!known.includes(format)) known.push(format);
  byStart.set(key, known);
  startBits[key & 0xffff] = 1;
}

function keyOf(text: string, start: number): number {
  const first = text.charCodeAt(start) * 0x1f3 + text.charCodeAt(start + 1);
  return first * 0x1f3 + text.charCodeAt(start + 2);
}

/** True when a key may begin at `start`, by its first three letters. */
export function mayStartKey(text: string, start: number): boolean {
  return startBits[keyOf(text, start) & 0xffff] === 1;
}

/** Looks for a key that begins exactly at `start`, or around a literal there. */
export function findKeyAt(search: Search, start: number): void {
  const { text } = search;
  const formats = byStart.get(keyOf(text, start));
  if (formats === undefined) return;
  const isLong = isLongRun(search, start);
  if (isLong && search.keyRun.failures >= mostFailures) return;
  for (const format of formats) {
    if (!format.starts.some((beginning) => text.startsWith(beginning, start))) continue;
    if (format.before > 0) takeAround(search, format, start);
    else if (takeForm(search, format, start)) {
      noteKey(search, start);
      return;
    }
  }
  if (isLong) search.keyRun.failures++;
}

/** How many units make a run long, and how many failures a stretch of one is worth. */
const longRun = 64;
const mostFailures = 12;

/**
 * `ya29.-ya29.-ya29.-…`: a key has a beginning or two, and every try may read on as far as a key can
 * go. Only failures in the same unbroken run count.
 */
function isLongRun({ text, keyRun }: Search, start: number): boolean {
  if (start >= keyRun.end) {
    let end = start;
    while (runUnits[text.charCodeAt(end)] === 1) end++;
    keyRun.end = end;
    keyRun.from = start;
    keyRun.failures = 0;
  } else if (start - keyRun.from > longestRun) {
    keyRun.from = start;
    keyRun.failures = 0;
  }
  return keyRun.end - start >= longRun;
}

/** A key in the middle of a key is as good as none. */
function noteKey({ found, keyRun }: Search, start: number): void {
  if (start < keyRun.keyEnd) keyRun.failures++;
  keyRun.keyEnd = max(keyRun.keyEnd, found.at(-1)?.end ?? 0);
}

/** What a key may go on with. What stands between keys of a list ends a run. */
const runUnits = new Uint8Array(128);
for (let code = 33; code < 127; code++) {
  if (/[\w+/=.-]/.test(String.fromCharCode(code))) runUnits[code] = 1;
}

/** `Q~` ends in front of `end`. */
export function findKeyAtTilde(search: Search, tilde: number): void {
  for (const format of byTilde) takeAround(search, format, tilde - 1);
}

/** The key begins up to `before` units in front of its literal. */
function takeAround(search: Search, format: CompiledFormat, literal: number): void {
  if (isRefusedAround(search, literal)) return;
  const nearest = literal - max(1, format.before - 3);
  for (let start = max(0, literal - format.before); start <= nearest; start++) {
    const isFree = !isWordAt(search.text, start - 1) || isEscapedBefore(search.text, start);
    if (isFree && takeForm(search, format, start)) return;
  }
}

/** Too short for `mostFailures` keys beside each other: only keys within keys are given up. */
const stretch = 400;

/** `Q~1Q~1Q~1…`: the form of a key around every literal, and not the entropy of one. */
function isRefusedAround({ text, aroundRun }: Search, literal: number): boolean {
  if (literal >= aroundRun.end || literal - aroundRun.from > stretch) {
    let end = max(literal, aroundRun.end);
    while (runUnits[text.charCodeAt(end)] === 1 || text.charCodeAt(end) === 126) end++;
    aroundRun.end = end;
    aroundRun.from = literal;
    aroundRun.failures = 0;
  }
  return aroundRun.failures >= mostFailures;
}

function isEscapedBefore(text: string, start: number): boolean {
  return text.charCodeAt(start - 2) === 92 || text.startsWith("bot", start - 3);
}

/** Keys without a fixed beginning, by the word from `start` to `end`. */
export function findKeyByWord(search: Search, start: number, end: number): void {
  const length = end - start;
  for (const { least, most, format } of byWord) {
    if (length >= least && length <= most && takeForm(search, format, start)) return;
  }
}

function takeForm(search: Search, format: CompiledFormat, start: number): boolean {
  format.form.lastIndex = start;
  const value = format.form.exec(search.text)?.[0];
  if (value === undefined) return false;
  const secret = value.slice(commonHead(format, value));
  if (format.entropy > 0 && entropy(secret) < format.entropy) {
    if (format.before > 0) search.aroundRun.failures++;
    return false;
  }
  addFormal(search, "api_key", { start, end: start + value.length }, format.name);
  return true;
}

/** The prefix is no part of what is random. */
function commonHead(format: CompiledFormat, value: string): number {
  return format.starts.find((start) => value.startsWith(start))?.length ?? 0;
}
