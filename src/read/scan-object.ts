import { failed, success, type Result } from "../base/result.ts";
import { Fields, type Field } from "./fields.ts";
import type { ArrayNotes } from "./known-arrays.ts";
import { parseSpan, type Span } from "./parse-span.ts";
import {
  backslash,
  closeBrace,
  closeBracket,
  comma,
  flawAt,
  flaws,
  openBrace,
  openBracket,
  quote,
  readFlaw,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
} from "./skip-value.ts";

export type { Field } from "./fields.ts";

export interface ObjectScan {
  /** Every occurrence of every asked name that occurs, in order; the last one counts in JSON. */
  readonly fields: Fields;
  /** Byte offset of the `{`. */
  readonly open: number;
  /** Byte offset of the `}`. */
  readonly close: number;
  /** True when the object has no field at all: the first one put in needs no comma. */
  readonly isEmpty: boolean;
}

export interface ScanFailure {
  readonly kind: "empty" | "not-object" | "syntax" | "depth";
  /** Byte offset of the first byte that does not fit; the length of the text when it ends early. */
  readonly offset: number;
  /** A sentence for people. It quotes nothing of the text. */
  readonly message: string;
}

export interface ScanLimits {
  /** Deepest nesting allowed, levels; the object itself is level 1. */
  readonly depth: number;
  /** What is known of its arrays from earlier bodies that had to fulfil the same. */
  readonly notes?: ArrayNotes | null;
}

export interface ScanOptions extends ScanLimits {
  readonly names: ReadonlySet<string>;
}

/**
 * Finds the top-level fields called `names` in the text of one JSON object, and checks the
 * structure of the whole text. A byte order mark before the object is skipped. The contents of
 * strings are not judged: bad escapes, control characters and invalid UTF-8 in them pass.
 */
export function scanObject(
  bytes: Uint8Array,
  names: ReadonlySet<string>,
  limits: ScanLimits,
): Result<ObjectScan, ScanFailure> {
  const whole = { start: hasByteOrderMark(bytes) ? 3 : 0, end: bytes.length };
  const result = scanObjectWithin(bytes, whole, { names, ...limits });
  if (!result.ok) return result;
  const rest = skipSpace(bytes, result.value.close + 1);
  if (rest < bytes.length) return failed(broken(bytes, rest, "nothing after the object"));
  limits.notes?.keep();
  return result;
}

/** Scans the object that begins in a span, white space aside, and does not look behind it. */
export function scanObjectWithin(
  bytes: Uint8Array,
  span: Span,
  options: ScanOptions,
): Result<ObjectScan, ScanFailure> {
  const text = span.end < bytes.length ? bytes.subarray(0, span.end) : bytes;
  const open = skipSpace(text, span.start);
  if (open >= text.length) {
    return failed({ kind: "empty", offset: open, message: "JSON is missing: the text is empty" });
  }
  if (text[open] !== openBrace) {
    const message = `JSON must be an object: expected '{' at byte ${open}`;
    return failed({ kind: "not-object", offset: open, message });
  }
  const scan = scanFields(text, open, options);
  return typeof scan === "number" ? failed(explain(text, scan, options.depth)) : success(scan);
}

/**
 * Scans the object that opens at `open` in a text that has been accepted. Throws a RangeError for
 * any other: a programming error.
 */
export function scanObjectFrom(bytes: Uint8Array, open: number, options: ScanOptions): ObjectScan {
  const scan = scanFields(bytes, open, options);
  if (typeof scan === "number") {
    throw new RangeError(`not accepted: ${explain(bytes, scan, options.depth).message}`);
  }
  return scan;
}

/** The object that opens at `open`, or a flaw (see skip-value.ts). */
function scanFields(bytes: Uint8Array, open: number, options: ScanOptions): ObjectScan | number {
  const { notes = null } = options;
  const names = byLength(options.names);
  /** Allowed below this object. */
  const levels = options.depth - 1;
  if (levels < 0) return flawAt(open, flaws.level);
  // Most objects of a body hold nothing that is asked for.
  let fields: Field[] | null = null;
  let position = skipSpace(bytes, open + 1);
  if (bytes[position] === closeBrace) {
    return { fields: noFields, open, close: position, isEmpty: true };
  }
  for (let missing: number = flaws.keyOrEnd; ; missing = flaws.key) {
    if (bytes[position] !== quote) return flawAt(position, missing);
    const keyEnd = skipString(bytes, position);
    if (keyEnd < 0) return keyEnd;
    const afterColon = skipColon(bytes, keyEnd);
    if (afterColon < 0) return afterColon;
    const start = skipSpace(bytes, afterColon);
    const end =
      notes !== null && bytes[start] === openBracket
        ? skipElements(bytes, start, levels, notes)
        : skipValue(bytes, start, levels);
    if (end < 0) return end;

    const name = askedName(bytes, { start: position, end: keyEnd }, names);
    if (name !== null) {
      fields ??= [];
      const kind = kindOf(bytes[start]);
      fields.push({ name, keyStart: position, value: { start, end }, kind });
    }

    position = skipSpace(bytes, end);
    if (bytes[position] === closeBrace) {
      const found = fields === null ? noFields : new Fields(fields);
      return { fields: found, open, close: position, isEmpty: false };
    }
    if (bytes[position] !== comma) return flawAt(position, flaws.nextField);
    position = skipSpace(bytes, position + 1);
  }
}

/** `skipValue` for the array that opens at `open`, from the last element on that is known. */
function skipElements(bytes: Uint8Array, open: number, levels: number, notes: ArrayNotes): number {
  if (levels < 1) return flawAt(open, flaws.level);
  let end = notes.endOfKnown(open);
  for (;;) {
    const isFirst = end === open;
    let position = skipSpace(bytes, isFirst ? open + 1 : end);
    if (bytes[position] === closeBracket) return position + 1;
    if (!isFirst) {
      if (bytes[position] !== comma) return flawAt(position, flaws.nextElement);
      position++;
    }
    const next = skipValue(bytes, position, levels - 1);
    if (next < 0) return next;
    if (!isFirst) notes.note(open, end, next);
    end = next;
  }
}

const noFields: ObjectScan["fields"] = new Fields([]);

/** Names at the index of their length: most keys have a length that no asked name has. */
type NamesByLength = readonly (readonly string[] | undefined)[];

/** Sets of names are constants of their modules, so that each is put in order once. */
const ordered = new WeakMap<ReadonlySet<string>, NamesByLength>();

function byLength(names: ReadonlySet<string>): NamesByLength {
  const known = ordered.get(names);
  if (known !== undefined) return known;
  const made: string[][] = [];
  for (const name of names) (made[name.length] ??= []).push(name);
  ordered.set(names, made);
  return made;
}

/** The asked name that a key spells, or null. Decoding is the exception: clients write plain keys. */
function askedName(bytes: Uint8Array, key: Span, names: NamesByLength): string | null {
  const ofItsLength = names[key.end - key.start - 2];
  if (ofItsLength !== undefined) {
    for (const name of ofItsLength) if (isWrittenAs(bytes, key, name)) return name;
  }
  if (isPlain(bytes, key)) return null;
  const text = parseSpan(bytes, key);
  return typeof text === "string" && names[text.length]?.includes(text) === true ? text : null;
}

function isWrittenAs(bytes: Uint8Array, key: Span, name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    const unit = name.charCodeAt(index);
    if (unit > 0x7f || unit !== bytes[key.start + 1 + index]) return false;
  }
  return true;
}

/** True when a key holds neither escapes nor anything beyond ASCII. */
function isPlain(bytes: Uint8Array, key: Span): boolean {
  for (let position = key.start; position < key.end; position++) {
    const byte = bytes[position];
    if (byte === undefined || byte === backslash || byte > 0x7f) return false;
  }
  return true;
}

function kindOf(first: number | undefined): Field["kind"] {
  switch (first) {
    case quote:
      return "string";
    case openBrace:
      return "object";
    case openBracket:
      return "array";
    case 0x74:
      return "true";
    case 0x66:
      return "false";
    case 0x6e:
      return "null";
    default:
      return "number";
  }
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

const expectedByFlaw: Readonly<Record<number, string>> = {
  [flaws.key]: "a key in quotes",
  [flaws.keyOrEnd]: "a key in quotes or '}'",
  [flaws.stringEnd]: "the string that begins here to end",
  [flaws.colon]: "':'",
  [flaws.value]: "a value",
  [flaws.digit]: "a digit",
  [flaws.nextField]: "',' or '}'",
  [flaws.nextElement]: "',' or ']'",
};

function explain(bytes: Uint8Array, negative: number, depth: number): ScanFailure {
  const { offset, flaw } = readFlaw(negative);
  const expected = expectedByFlaw[flaw];
  if (expected !== undefined) return broken(bytes, offset, expected);
  const message = `JSON is nested too deep at byte ${offset}: ${depth} levels are allowed`;
  return { kind: "depth", offset, message };
}

function broken(bytes: Uint8Array, offset: number, expected: string): ScanFailure {
  const place = offset < bytes.length ? `byte ${offset}` : `its end (byte ${offset})`;
  return { kind: "syntax", offset, message: `JSON is broken at ${place}: expected ${expected}` };
}
