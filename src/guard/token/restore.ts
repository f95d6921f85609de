/** The way back: tokens become what they stand for, in whole texts and in pieces of a stream. */
import { findToken, openTail } from "./token-shape.ts";

/** What a token stands for; undefined when it is not known, and then it stays as it is. */
export type Lookup = (token: string) => string | undefined;

/**
 * Escapes what is put in. 0 for plain text; 1 for the inside of a JSON string (streamed tool
 * arguments); 2 for a JSON string inside a JSON string.
 */
export type EscapeDepth = 0 | 1 | 2 | 3;

/** Tokens hold nothing that JSON escapes, so they look the same at every depth. */
export function restoreText(text: string, lookup: Lookup, depth: EscapeDepth = 0): string {
  let place = findToken(text, 0);
  if (place === null) return text;
  let restored = "";
  let done = 0;
  while (place !== null) {
    const original = lookup(text.slice(place.start, place.end));
    if (original !== undefined) {
      restored += text.slice(done, place.start) + escapeText(original, depth);
      done = place.end;
    }
    place = findToken(text, place.end);
  }
  return done === 0 ? text : restored + text.slice(done);
}

export function escapeText(text: string, depth: EscapeDepth): string {
  let escaped = text;
  for (let level = 0; level < depth; level++) escaped = JSON.stringify(escaped).slice(1, -1);
  return escaped;
}

export interface Restorer {
  /** What can be passed on now. Only what could be the beginning of a token is held back. */
  push(chunk: string): string;
  /** What was held back; the restorer is then as new. */
  flush(): string;
}

export function createRestorer(lookup: Lookup, depth: EscapeDepth = 0): Restorer {
  let held = "";
  return {
    push(chunk) {
      const text = held + chunk;
      const cut = openTail(text);
      held = text.slice(cut);
      return restoreText(text.slice(0, cut), lookup, depth);
    },
    flush() {
      const text = held;
      held = "";
      return restoreText(text, lookup, depth);
    },
  };
}
