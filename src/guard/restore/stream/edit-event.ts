import type { Span } from "../../../read/parse-span.ts";
import { applySplices, type Splice } from "../../../read/splice.ts";
import type { Shape } from "../../walk/shape.ts";
import { restoreJson, type RestoreTools } from "../restore-json.ts";
import type { HeldText, Piece, Released } from "./held-text.ts";

/** The JSON of one event while it is looked at. */
export interface EventEdit {
  readonly data: Uint8Array;
  /** The string at `value` (quotes included) is a piece of a text. */
  piece(value: Span, piece: Omit<Piece, "written">, isLast?: boolean): void;
  /** Nothing in this span is restored. */
  leave(span: Span): void;
  /** Ends texts whose rest comes before this event. */
  release(keyStart: string): void;
  /** Ends all texts because this event says that the stream has failed. */
  breakOff(): void;
  splice(splice: Splice): void;
  /** What comes before the event. */
  readonly released: readonly Released[];
  /** The number of the first event that comes before, where the dialect counts its events. */
  numberFrom(number: number): void;
  readonly firstNumber: () => number;
  /** The event's JSON with all its tokens restored; the same array when there were none. */
  finish(): Uint8Array;
}

export interface EditTools extends RestoreTools {
  readonly held: HeldText;
}

/** `data` must have been accepted as JSON. */
export function editEvent(data: Uint8Array, root: Shape, tools: EditTools): EventEdit {
  const { held } = tools;
  /** Where the contents of pieces begin: they are not looked at a second time. */
  const pieces = new Set<number>();
  const left: Span[] = [];
  const splices: Splice[] = [];
  const released: Released[] = [];
  let firstNumber = 0;
  return {
    data,
    released,
    numberFrom: (number) => void (firstNumber = number),
    firstNumber: () => firstNumber,
    piece(value, piece, isLast = false) {
      const span = { start: value.start + 1, end: value.end - 1 };
      const written = textOf(data, span);
      const passed = (isLast ? held.pushLast : held.push)({ ...piece, written });
      pieces.add(span.start);
      if (passed !== written) splices.push({ ...span, text: passed });
    },
    leave: (span) => void left.push(span),
    release: (keyStart) => void released.push(...held.release(keyStart)),
    breakOff: () => void released.push(...held.breakOff()),
    splice: (splice) => void splices.push(splice),
    finish() {
      const others = restoreJson(data, 0, root, tools).filter(
        ({ start, end }) =>
          !pieces.has(start) && !left.some((span) => span.start <= start && end <= span.end),
      );
      return applySplices(data, [...splices, ...others]);
    },
  };
}

export function textOf(data: Uint8Array, { start, end }: Span): string {
  return Buffer.from(data.buffer, data.byteOffset + start, end - start).toString("utf8");
}
