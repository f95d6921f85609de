import type { Dialect } from "../../base/dialect.ts";
import { limits } from "../../base/limits.ts";
import { skipSpace, skipValue } from "../../read/skip-value.ts";
import { applySplices } from "../../read/splice.ts";
import { rootShape } from "../walk/shape.ts";
import { holdsAny, markerNeedles } from "./find-marker.ts";
import { restoreJson, type RestoreTools } from "./restore-json.ts";

/**
 * A whole answer of a dialect, errors included, with its tokens restored; the same array when it
 * holds none. What is no JSON stays as it is.
 */
export function restoreBody<Memory extends ArrayBufferLike>(
  bytes: Uint8Array<Memory>,
  dialect: Dialect,
  tools: RestoreTools,
): Uint8Array<Memory | ArrayBuffer> {
  if (!holdsAny(bytes, markerNeedles(tools.restorer.marker))) return bytes;
  const start = findJson(bytes);
  if (start === null) return bytes;
  return applySplices(bytes, restoreJson(bytes, start, rootShape(dialect), tools));
}

/** Where the JSON value of a text begins; null when it is none, or nested too deep. */
export function findJson(bytes: Uint8Array): number | null {
  const start = skipSpace(bytes, bytes[0] === 0xef ? 3 : 0);
  const end = skipValue(bytes, start, limits.jsonDepth);
  return end >= 0 && skipSpace(bytes, end) === bytes.length ? start : null;
}
