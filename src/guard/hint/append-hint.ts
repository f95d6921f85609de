/** Where in a field of instructions the hint goes. */
import type { Span } from "../../read/parse-span.ts";
import type { Field, ObjectScan } from "../../read/scan-object.ts";
import { skipSpace } from "../../read/skip-value.ts";
import type { Splice } from "../../read/splice.ts";
import { hintParagraph, hintPart, hintString } from "./hint.ts";

export interface Target {
  readonly name: string;
  /** An array in it is one of parts with text. */
  readonly takesParts: boolean;
}

/**
 * The hint at the end of every field of that name: which of several equal keys counts is the
 * provider's choice. Without one it is a field of its own. `scan` is of an object that has fields.
 */
export function appendHint(
  bytes: Uint8Array,
  scan: ObjectScan,
  { name, takesParts }: Target,
): readonly Splice[] {
  const fields = scan.fields.get(name);
  if (fields === undefined) return [insert(scan.open + 1, `"${name}":${hintString},`)];
  return fields
    .filter(({ kind }) => takesParts || kind !== "array")
    .flatMap(({ kind, value }) => appendTo(bytes, value, kind));
}

/** What is none of these is a mistake that the provider has to see as it came. */
function appendTo(bytes: Uint8Array, value: Span, kind: Field["kind"]): readonly Splice[] {
  const last = value.end - 1;
  switch (kind) {
    case "null":
      return [{ ...value, text: hintString }];
    case "string":
      return [insert(last, last === value.start + 1 ? hintString.slice(1, -1) : hintParagraph)];
    case "array":
      // At the end: a breakpoint of the client's stays where it is.
      return [insert(last, isEmptyArray(bytes, value) ? hintPart : `,${hintPart}`)];
    default:
      return [];
  }
}

export function isEmptyArray(bytes: Uint8Array, { start, end }: Span): boolean {
  return skipSpace(bytes, start + 1) === end - 1;
}

export function insert(at: number, text: string): Splice {
  return { start: at, end: at, text };
}
