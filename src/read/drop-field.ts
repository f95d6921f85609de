/** Takes a field out of a JSON text without touching anything else. */
import { applySplices, type Splice } from "./splice.ts";
import { readString, scanObjectAt } from "./json-values.ts";
import { closeBrace, comma, openBrace, openBracket, skipSpace, skipValue } from "./skip-value.ts";
import type { Field, ObjectScan } from "./scan-object.ts";
import type { Span } from "./parse-span.ts";

const closeBracket = 0x5d;

/**
 * The text without the field at `path`, or null when there is none. Paths are written as providers
 * write them in errors: "messages[3].content[0].citations", "tools.0.custom.strict",
 * "output_config.effort". A place in an array stands for all places, because what is refused in one
 * element is refused in the next; a segment that names an object's `type` is no field.
 * `bytes` must be one JSON object that has been accepted.
 */
export function dropField(bytes: Uint8Array, path: string): Uint8Array | null {
  const segments = path.split(/[.[\]]+/).filter((each) => each !== "" && !/^\d+$/.test(each));
  if (segments.length === 0) return null;
  let text = bytes;
  // One occurrence per object and round, so that neighbours do not both claim the comma.
  for (;;) {
    const start = skipSpace(text, hasByteOrderMark(text) ? 3 : 0);
    const splices = findFields(text, { start, end: text.length }, segments);
    if (splices.length === 0) return text === bytes ? null : text;
    text = applySplices(text, splices);
  }
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function findFields(bytes: Uint8Array, at: Span, segments: readonly string[]): readonly Splice[] {
  if (bytes[at.start] === openBracket) {
    return elementsOf(bytes, at).flatMap((element) => findFields(bytes, element, segments));
  }
  const [name, ...rest] = segments;
  if (bytes[at.start] !== openBrace || name === undefined) return [];
  const scan = scanObjectAt(bytes, at, new Set([name, "type"]));
  const fields = scan.fields.get(name) ?? [];
  if (rest.length === 0) return fields.slice(0, 1).map((field) => fieldRemoval(bytes, field));
  const inner = fields.flatMap(({ value }) => findFields(bytes, value, rest));
  // A text block has a field that is called like its type.
  return inner.length === 0 && namesType(bytes, scan, name) ? findFields(bytes, at, rest) : inner;
}

/** Anthropic puts the type of a block or tool into the path; tools without one are "custom". */
function namesType(bytes: Uint8Array, { fields }: ObjectScan, name: string): boolean {
  const type = fields.last("type");
  return type === undefined ? name === "custom" : readString(bytes, type.value) === name;
}

function elementsOf(bytes: Uint8Array, { start }: Span): readonly Span[] {
  const elements: Span[] = [];
  let position = skipSpace(bytes, start + 1);
  while (bytes[position] !== closeBracket) {
    const end = skipValue(bytes, position, Number.POSITIVE_INFINITY);
    elements.push({ start: position, end });
    const next = skipSpace(bytes, end);
    position = bytes[next] === comma ? skipSpace(bytes, next + 1) : next;
  }
  return elements;
}

/** The field with the comma behind it, or, for the last one, the comma before it. */
export function fieldRemoval(bytes: Uint8Array, { keyStart, value }: Field): Splice {
  const behind = skipSpace(bytes, value.end);
  if (bytes[behind] !== closeBrace) return { start: keyStart, end: behind + 1, text: "" };
  let before = keyStart - 1;
  while (bytes[before] !== comma && bytes[before] !== openBrace) before--;
  return { start: bytes[before] === comma ? before : keyStart, end: value.end, text: "" };
}
