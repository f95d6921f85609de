import { escapeText } from "../../escape-text.ts";
import { readContents, restoreContents } from "../restore-contents.ts";
import type { TextRestorer } from "../text-restorer.ts";

/** One piece of a text that comes in pieces. */
export interface Piece {
  /** Which text of the stream it belongs to. */
  readonly key: string;
  /** The contents of the JSON string, as they are written. */
  readonly written: string;
  /** JSON strings around the text: 1, or 2 for JSON that comes in pieces. */
  readonly depth: number;
  /** Makes an event that brings more of this text. */
  readonly write: WriteEvent;
}

/** `sequence` is the event's number, where the dialect counts. */
export type WriteEvent = (written: string, sequence: number) => string;

export interface HeldText {
  /** What can be passed on of a piece now, as it is to be written. */
  push(piece: Piece): string;
  /** The same for the last piece of its text: nothing is held back. */
  pushLast(piece: Piece): string;
  /** Ends all texts whose keys begin like this, and gives what is held of them. */
  release(keyStart: string): readonly Released[];
  /**
   * Ends all texts of a stream that broke off. The beginning of a token is not given: nobody could
   * bring back what it was going to stand for.
   */
  breakOff(): readonly Released[];
  isEmpty(): boolean;
}

export interface Released {
  readonly written: string;
  readonly write: WriteEvent;
}

interface Held {
  /** Letters of a token only: the same at every depth. */
  readonly text: string;
  readonly depth: number;
  readonly write: WriteEvent;
}

/** Holds back what could be the beginning of a token, of each text for itself. */
export function createHeldText(restorer: TextRestorer): HeldText {
  const held = new Map<string, Held>();

  function take(key: string): string {
    const text = held.get(key)?.text ?? "";
    held.delete(key);
    return text;
  }

  function push({ key, written, depth, write }: Piece): string {
    const before = take(key);
    const isEscaped = written.includes("\\u");
    const text = before + (isEscaped ? readContents(written) : written);
    const cut = restorer.openTail(text);
    if (cut < text.length) held.set(key, { text: text.slice(cut), depth, write });
    const passed = text.slice(0, cut);
    if (!isEscaped) return restorer.restore(passed, depth);
    const restored = restorer.restore(passed, depth - 1);
    return restored === text && before === "" ? written : escapeText(restored, 1);
  }

  function release(keyStart: string): Released[] {
    const released: Released[] = [];
    for (const [key, { text, depth, write }] of held) {
      if (!key.startsWith(keyStart)) continue;
      held.delete(key);
      released.push({ written: restorer.restore(text, depth), write });
    }
    return released;
  }

  return {
    push,
    pushLast: (piece) => {
      const before = take(piece.key);
      return restoreContents(before + piece.written, piece.depth, restorer);
    },
    release,
    breakOff() {
      for (const [key, { text, depth }] of held) {
        const isBegun = text.startsWith(restorer.marker);
        if (isBegun && restorer.restore(text, depth) === text) held.delete(key);
      }
      return release("");
    },
    isEmpty: () => held.size === 0,
  };
}
