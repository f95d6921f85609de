/** The digests of a list of tools, blocks or messages, one for each element. */
import { limits } from "../base/limits.ts";
import type { Span } from "../read/parse-span.ts";
import { comma, openBracket, skipSpace, skipValue } from "../read/skip-value.ts";
import { digest } from "./digest.ts";
import { isMarkedElement, plainText } from "./plain-text.ts";

/** One entry for each element, in order. */
export interface Section {
  /** Bytes. */
  readonly lengths: Uint32Array;
  /** Digests of the bytes as they are... */
  readonly raw: Float64Array;
  /** ...and of what they say: without the marks of caches. */
  readonly plain: Float64Array;
  /** 1 where the client wants everything up to there to be kept. */
  readonly marked: Uint8Array;
  /** The elements that a growing conversation leaves alone, as one. */
  readonly head: Head;
}

interface Head {
  readonly elements: number;
  readonly bytes: number;
  readonly digest: number;
}

export interface Element {
  readonly raw: number;
  readonly plain: number;
  readonly isMarked: boolean;
}

interface Found extends Element, Span {}

/** Marks move at the end of a conversation, so that its last elements do not belong to the head. */
const tailElements = 4;

const noHead: Head = { elements: 0, bytes: 0, digest: 0 };

/** A value that is no list has one element. `former` only makes it faster. */
export function readSection(bytes: Uint8Array, span: Span | null, former: Section | null): Section {
  if (span === null) return sectionOf(null, noHead, []);
  const isList = bytes[span.start] === openBracket;
  if (!isList) return sectionOf(null, noHead, [{ ...span, ...readElement(bytes, span) }]);
  const first = skipSpace(bytes, span.start + 1);
  const known = knownHead(bytes, first, former);
  const found: Found[] = [];
  forEachElement(bytes, first + known.bytes, span.end, (start) => {
    const index = known.elements + found.length;
    if (index >= limits.chainElements) return null;
    const element = knownElement(bytes, { start, former, index }) ?? newElement(bytes, start);
    found.push(element);
    return element.end;
  });
  return sectionOf(former, growHead(bytes, first, known, found), found, known.elements);
}

/** The former head, when its bytes are still the same: one digest over everything but the end. */
function knownHead(bytes: Uint8Array, first: number, former: Section | null): Head {
  const head = former?.head ?? noHead;
  if (head.elements === 0) return noHead;
  const isSame = digest(bytes.subarray(first, first + head.bytes)) === head.digest;
  return isSame ? head : noHead;
}

function growHead(bytes: Uint8Array, first: number, known: Head, found: readonly Found[]): Head {
  const elements = known.elements + found.length - tailElements;
  const last = found[elements - known.elements - 1];
  // It only grows, because what was recognised as a whole needs no new digest.
  if (last === undefined) return known;
  const length = last.end - first;
  return { elements, bytes: length, digest: digest(bytes.subarray(first, last.end)) };
}

interface Place {
  readonly start: number;
  readonly former: Section | null;
  readonly index: number;
}

/** The element that stood at this place before, when it is still there. */
function knownElement(bytes: Uint8Array, { start, former, index }: Place): Found | null {
  const length = former?.lengths[index] ?? 0;
  if (former === null || length === 0) return null;
  const end = start + length;
  if (digest(bytes.subarray(start, end)) !== former.raw[index]) return null;
  const { raw, plain, marked } = former;
  return {
    start,
    end,
    raw: raw[index] ?? 0,
    plain: plain[index] ?? 0,
    isMarked: marked[index] === 1,
  };
}

function newElement(bytes: Uint8Array, start: number): Found {
  const end = skipValue(bytes, start, Number.POSITIVE_INFINITY);
  return { start, end, ...readElement(bytes, { start, end }) };
}

export function readElement(bytes: Uint8Array, { start, end }: Span): Element {
  const element = bytes.subarray(start, end);
  const raw = digest(element);
  const isMarked = isMarkedElement(element);
  const text = plainText(element, isMarked);
  const plain = text === null ? raw : digest(new TextEncoder().encode(text));
  return { raw, plain, isMarked };
}

/** The first `kept` elements of the former section, and those that were found behind them. */
function sectionOf(former: Section | null, head: Head, found: readonly Found[], kept = 0): Section {
  const size = kept + found.length;
  const lengths = new Uint32Array(size);
  const raw = new Float64Array(size);
  const plain = new Float64Array(size);
  const marked = new Uint8Array(size);
  if (former !== null && kept > 0) {
    lengths.set(former.lengths.subarray(0, kept));
    raw.set(former.raw.subarray(0, kept));
    plain.set(former.plain.subarray(0, kept));
    marked.set(former.marked.subarray(0, kept));
  }
  for (const [index, element] of found.entries()) {
    lengths[kept + index] = element.end - element.start;
    raw[kept + index] = element.raw;
    plain[kept + index] = element.plain;
    marked[kept + index] = element.isMarked ? 1 : 0;
  }
  return { lengths, raw, plain, marked, head };
}

const closeBracket = 0x5d;

/** `from` is where an element begins, or what stands behind one; `read` gives an end, null stops. */
export function forEachElement(
  bytes: Uint8Array,
  from: number,
  end: number,
  read: (start: number) => number | null,
): void {
  let position = skipComma(bytes, from);
  while (position < end && bytes[position] !== closeBracket) {
    const next = read(position);
    if (next === null || next < 0) return;
    position = skipComma(bytes, next);
  }
}

function skipComma(bytes: Uint8Array, from: number): number {
  const position = skipSpace(bytes, from);
  return bytes[position] === comma ? skipSpace(bytes, position + 1) : position;
}
