import { escapeText } from "../escape-text.ts";
import { decodeText } from "../walk/leaf-text.ts";
import type { TextRestorer } from "./text-restorer.ts";

/**
 * The contents of a JSON string (as they are written, without quotes) with tokens restored; `depth`
 * is 1, or 2 when the string holds JSON. Tokens have nothing to escape, so they are found in the
 * written form, and nothing around them changes.
 */
export function restoreContents(written: string, depth: number, restorer: TextRestorer): string {
  if (!written.includes("\\u")) return restorer.restore(written, depth);
  // `\u0043G_` begins a token, and `\u00ACG_` begins none.
  const text = readContents(written);
  const restored = restorer.restore(text, depth - 1);
  return restored === text ? written : escapeText(restored, 1);
}

export function readContents(written: string): string {
  const bytes = Buffer.from(written, "utf8");
  return decodeText(bytes, 0, bytes.length);
}
