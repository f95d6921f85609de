/**
 * Free text that a provider without such tools had to send as the one field of a JSON object,
 * `{"input": "..."}`, taken out of it while it arrives in pieces.
 */
import { isObject } from "../vocabulary/json-fields.ts";
import { parseJson } from "../vocabulary/json-text.ts";

export interface CustomInput {
  /** More JSON; the free text that it completes. */
  feed(json: string): string;
  /** What is left at the end: everything, when the model did not keep to the form. */
  end(): string;
}

/** More of the JSON's beginning than this without the field means another form, UTF-16 units. */
const openingLength = 200;
const opening = /^\s*\{\s*"input"\s*:\s*"/;

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  '"': '"',
  "\\": "\\",
  "/": "/",
};

export function readCustomInput(): CustomInput {
  let pending = "";
  let state: "before" | "inside" | "after" = "before";

  function feed(json: string): string {
    if (state === "after") return "";
    pending += json;
    if (state === "before") {
      const found = pending.length <= openingLength + json.length ? opening.exec(pending) : null;
      if (found === null) return "";
      state = "inside";
      pending = pending.slice(found[0].length);
    }
    const { text, rest, isClosed } = decodeString(pending);
    pending = rest;
    if (isClosed) state = "after";
    return text;
  }

  return {
    feed,
    end() {
      const rest = state === "before" ? onlyText(pending) : "";
      state = "after";
      return rest;
    },
  };
}

interface Decoded {
  readonly text: string;
  /** An escape that is not complete yet. */
  readonly rest: string;
  readonly isClosed: boolean;
}

/** Lenient: models write line breaks as they are, and backslashes of their own. */
function decodeString(source: string): Decoded {
  let text = "";
  let start = 0;
  for (let index = 0; index < source.length; index++) {
    const character = source[index];
    if (character === '"') {
      return { text: text + source.slice(start, index), rest: "", isClosed: true };
    }
    if (character !== "\\") continue;
    const escape = source[index + 1];
    const length = escape === "u" ? 6 : 2;
    text += source.slice(start, index);
    if (index + length > source.length) return { text, rest: source.slice(index), isClosed: false };
    text += decodeEscape(source.slice(index, index + length));
    index += length - 1;
    start = index + 1;
  }
  return { text: text + source.slice(start), rest: "", isClosed: false };
}

function decodeEscape(escape: string): string {
  if (escape[1] === "u") {
    const code = Number.parseInt(escape.slice(2), 16);
    return /^[\da-f]{4}$/i.test(escape.slice(2)) ? String.fromCharCode(code) : escape;
  }
  return escapes[escape[1] ?? ""] ?? escape;
}

/** Another name for the field is understood; anything else is passed on as it is. */
function onlyText(json: string): string {
  const value = parseJson(json);
  if (typeof value === "string") return value;
  if (!isObject(value)) return json;
  const values = Object.values(value);
  const [only] = values;
  if (typeof value["input"] === "string") return value["input"];
  return values.length === 1 && typeof only === "string" ? only : json;
}
