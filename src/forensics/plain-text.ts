/** What an element of a request says to the model, without the marks by which clients steer caches. */
import { limits } from "../base/limits.ts";

const mark = '"cache_control"';
const singleText = '"content":[{"type":"text"';

/** Words in texts have their quotes escaped. */
export function isMarkedElement(element: Uint8Array): boolean {
  return Buffer.from(element.buffer, element.byteOffset, element.byteLength).includes(mark);
}

/**
 * Null = it is what its bytes are. Marks move from turn to turn, and a client that marks a message
 * writes its text as a block, while it writes others as plain texts: for the model that is the same.
 */
export function plainText(element: Uint8Array, isMarked: boolean): string | null {
  const buffer = Buffer.from(element.buffer, element.byteOffset, element.byteLength);
  const isShort = element.length <= limits.plainTextBytes;
  if (!isMarked && !(isShort && buffer.includes(singleText))) return null;
  const text = buffer.toString();
  const plain = text
    .replace(markBefore, "")
    .replace(markAfter, "")
    .replace(onlyText, '"content":$1');
  return plain === text ? null : plain;
}

// A quote without a backslash before it is none inside a text, so that these match keys alone.
const markBefore = /\s*,\s*(?<!\\)"cache_control"\s*:\s*(?:\{[^{}]*\}|null)/g;
const markAfter = /(?<!\\)"cache_control"\s*:\s*(?:\{[^{}]*\}|null)\s*,?\s*/g;
const onlyText =
  /(?<!\\)"content"\s*:\s*\[\s*\{\s*"type"\s*:\s*"text"\s*,\s*"text"\s*:\s*("(?:[^"\\]|\\.)*")\s*\}\s*\]/g;
