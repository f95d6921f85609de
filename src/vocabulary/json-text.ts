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

/** Long runs of digits occur in ids and base64 too, so the second look asks for a number's place. */
function seemsToHoldLongNumber(text: string): boolean {
  return (
    (/\d{16}/.test(text) || /\d[eE]\+?\d{3}/.test(text)) &&
    /[:[,\s]-?(?:[\d.]{16}|[\d.]+[eE]\+?\d{3})|^-?[\d.]{16}/.test(text)
  );
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
