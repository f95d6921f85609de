import { lastField } from "../../../read/read-request.ts";
import type { ObjectScan } from "../../../read/scan-object.ts";
import { textOf, type EventEdit } from "./edit-event.ts";
import type { WriteEvent } from "./held-text.ts";

/** A choice in one chunk. */
export interface Choice {
  readonly edit: EventEdit;
  readonly index: string;
  /** Its last chunk: nothing can follow that would complete a token. */
  readonly isLast: boolean;
  /** Makes chunks with a piece of text; `open` and `close` stand around its string. */
  readonly writer: (open: string, close: string) => WriteEvent;
}

const envelopeNames = ["id", "object", "created", "model", "system_fingerprint"];
export const chunkNames: ReadonlySet<string> = new Set([...envelopeNames, "choices", "error"]);

/** Chunks of a choice that look like the given one, with nothing in them but a piece of text. */
export function chunkWriter(data: Uint8Array, chunk: ObjectScan, index: string) {
  return (open: string, close: string): WriteEvent => {
    const envelope = envelopeNames
      .map((name) => ({ name, value: rawField(data, chunk, name) }))
      .flatMap(({ name, value }) => (value === null ? [] : [`"${name}":${value},`]))
      .join("");
    const begin = `data: {${envelope}"choices":[{"index":${index},${open}"`;
    return (written) => `${begin}${written}"${close},"finish_reason":null}]}\n\n`;
  };
}

/** The key of one text of a choice; without a text the beginning of all its keys. */
export function keyOf(choice: string, text = ""): string {
  return `${choice} ${text}`;
}

/** A field as it is written; null when it is missing. */
export function rawField(data: Uint8Array, scan: ObjectScan, name: string): string | null {
  const field = lastField(scan, name);
  return field === undefined ? null : textOf(data, field.value);
}
