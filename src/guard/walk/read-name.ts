import { fieldMap } from "./field-map.ts";
import { decodeText } from "./leaf-text.ts";

/** The names of the field map by a hash of their bytes: most names of a body are found here. */
const known = new Map<number, string>();
for (const { fields } of Object.values(fieldMap)) {
  for (const name of Object.keys(fields))
    known.set(hashName(Buffer.from(name), 0, name.length), name);
}

/** The text of a property name, given the bytes between its quotes. */
export function readName(bytes: Uint8Array, start: number, end: number): string {
  const name = known.get(hashName(bytes, start, end));
  if (name !== undefined && isWrittenAs(bytes, start, end, name)) return name;
  return decodeText(bytes, start, end);
}

function hashName(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = (hash * 31 + (bytes[at] ?? 0)) | 0;
  return hash;
}

function isWrittenAs(bytes: Uint8Array, start: number, end: number, name: string): boolean {
  if (name.length !== end - start) return false;
  for (let at = 0; at < name.length; at++) {
    if (bytes[start + at] !== name.charCodeAt(at)) return false;
  }
  return true;
}
