/**
 * Whether a conversation ends in the same tool call again and again. Only its tail is looked at,
 * backwards: from one call to the one before it, until two differ.
 */
import type { Dialect } from "../base/dialect.ts";
import { limits } from "../base/limits.ts";
import { readString } from "./json-values.ts";
import type { Span } from "./parse-span.ts";
import { lastField, type ModelRequest } from "./read-request.ts";
import { scanObjectWithin } from "./scan-object.ts";
import { backslash, closeBrace, openBrace, openBracket, quote } from "./skip-value.ts";

export interface Repeats {
  /** As the request calls the tool. */
  readonly tool: string;
}

/** What stands in every call of a dialect. In texts its quotes are escaped. */
const marks: Readonly<Record<Dialect, readonly string[]>> = {
  "anthropic-messages": ['"tool_use"'],
  "openai-chat": ['"arguments"'],
  "openai-responses": ['"function_call"', '"custom_tool_call"'],
};

const callFields: ReadonlySet<string> = new Set(["name", "input", "arguments"]);

/** The tool that was called `times` in a row with the same input, or null. */
export function findRepeats(
  { bytes, scan, dialect }: Pick<ModelRequest, "bytes" | "scan" | "dialect">,
  times: number,
): Repeats | null {
  const field = lastField(scan, dialect === "openai-responses" ? "input" : "messages");
  if (field?.kind !== "array") return null;
  const { start, end } = field.value;
  const tail = { start: Math.max(start, end - limits.repeatTailBytes), end };
  const last = callBefore(bytes, tail, marks[dialect]);
  if (last === null) return null;
  let first = last;
  for (let count = 1; count < times; count++) {
    const before = callBefore(bytes, { start: tail.start, end: first.open }, marks[dialect]);
    if (before === null || !isSame(bytes, before, last)) return null;
    first = before;
  }
  return { tool: readString(bytes, last.name) ?? "a tool" };
}

interface Call {
  /** Byte offset of its `{`. */
  readonly open: number;
  readonly name: Span;
  readonly input: Span;
}

/** The last call in a span; null = there is none. */
function callBefore(bytes: Uint8Array, span: Span, words: readonly string[]): Call | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + span.start, span.end - span.start);
  let end = text.length;
  while (end > 0) {
    const part = text.subarray(0, end);
    const at = Math.max(...words.map((word) => part.lastIndexOf(word)));
    if (at === -1) return null;
    const call = callAround(bytes, span.start + at, span.start);
    if (call !== null) return call;
    end = at;
  }
  return null;
}

/** The call whose object the string at `at` belongs to; null = that is no call. */
function callAround(bytes: Uint8Array, at: number, lowest: number): Call | null {
  const open = openBefore(bytes, at, lowest);
  if (open === null) return null;
  const span = { start: open, end: bytes.length };
  const scanned = scanObjectWithin(bytes, span, { names: callFields, depth: limits.jsonDepth });
  if (!scanned.ok) return null;
  const { fields } = scanned.value;
  const name = fields.last("name");
  const input = fields.last("arguments") ?? fields.last("input");
  if (name?.kind !== "string" || input === undefined) return null;
  return { open, name: name.value, input: input.value };
}

/** Byte offset of the `{` of the object in which the string at `at` stands. */
function openBefore(bytes: Uint8Array, at: number, lowest: number): number | null {
  let depth = 0;
  for (let position = at - 1; position >= lowest; position--) {
    const byte = bytes[position];
    if (byte === quote) position = stringStart(bytes, position, lowest);
    else if (byte === closeBrace || byte === closeBracket) depth++;
    else if (byte === openBrace || byte === openBracket) {
      if (depth === 0) return byte === openBrace ? position : null;
      depth--;
    }
  }
  return null;
}

const closeBracket = 0x5d;

/** Of the string that ends at `close`: inside of it every quote has an odd number of backslashes. */
function stringStart(bytes: Uint8Array, close: number, lowest: number): number {
  let position = close - 1;
  while (position >= lowest) {
    if (bytes[position] === quote) {
      let before = position - 1;
      while (before >= lowest && bytes[before] === backslash) before--;
      if ((position - before) % 2 === 1) return position;
    }
    position--;
  }
  return lowest - 1;
}

function isSame(bytes: Uint8Array, one: Call, other: Call): boolean {
  const part = ({ start, end }: Span): Uint8Array => bytes.subarray(start, end);
  return (
    Buffer.compare(part(one.name), part(other.name)) === 0 &&
    Buffer.compare(part(one.input), part(other.input)) === 0
  );
}
