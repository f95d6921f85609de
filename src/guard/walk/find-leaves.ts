import { openBrace, openBracket, quote, skipString, skipValue } from "../../read/skip-value.ts";
import { decodeText } from "./leaf-text.ts";
import { readName } from "./read-name.ts";
import type { Shape } from "./shape.ts";
import { accepted, stepElements, stepFields } from "./step.ts";

/** A string whose contents may be masked or restored. */
export interface Leaf {
  /** Byte offsets of the contents, without the quotes. */
  readonly start: number;
  readonly end: number;
  readonly kind: "text" | "json";
  /** The property name in the user's own data, where a value often means nothing without it. */
  readonly name: string | null;
}

/** Which way the text is going. */
export type Direction =
  | { readonly kind: "mask" }
  /** On the way back the calls of tools that leave the machine are left alone. */
  | { readonly kind: "restore"; readonly isRemoteTool: (name: string) => boolean };

/**
 * The leaves of the value that begins at `start`, in order. The text must have been accepted: its
 * depth bounds how often this calls itself.
 */
export function findLeaves(
  bytes: Uint8Array,
  start: number,
  shape: Shape,
  direction: Direction,
): Leaf[] {
  const leaves: Leaf[] = [];
  walkValue({ bytes, direction, leaves }, { start, name: null }, shape);
  return leaves;
}

interface Walk {
  readonly bytes: Uint8Array;
  readonly direction: Direction;
  readonly leaves: Leaf[];
}

interface Place {
  readonly start: number;
  readonly name: string | null;
}

/** Gives the offset after the value. */
function walkValue(walk: Walk, place: Place, shape: Shape): number {
  const { bytes, leaves } = walk;
  const { start, name } = place;
  const first = bytes[start];
  if (shape.isKept) return skip(bytes, start);
  if (first === openBrace) return walkObject(walk, start, shape);
  if (first === openBracket) {
    return stepElements(bytes, start, (element) =>
      walkValue(walk, { start: element, name }, shape),
    );
  }
  if (first !== quote) return skip(bytes, start);
  const end = accepted(skipString(bytes, start), start);
  if (shape.string !== "kept") {
    leaves.push({ start: start + 1, end: end - 1, kind: shape.string, name });
  }
  return end;
}

function walkObject(walk: Walk, open: number, shape: Shape): number {
  const { bytes, leaves, direction } = walk;
  const before = leaves.length;
  const isTyped = shape.keptTypes.size > 0;
  const sight = { types: 0, keptTypes: 0, isRemote: false };
  const end = stepFields(bytes, open, (keyStart, keyEnd, valueStart) => {
    const name = readName(bytes, keyStart + 1, keyEnd - 1);
    if (isTyped && bytes[valueStart] === quote) look(walk, shape, { name, valueStart }, sight);
    if (!shape.ownsNames) {
      return walkValue(walk, { start: valueStart, name: null }, shape.inside(name));
    }
    leaves.push({ start: keyStart + 1, end: keyEnd - 1, kind: "text", name: null });
    return walkValue(walk, { start: valueStart, name }, shape.inside(name));
  });
  // The type may stand anywhere, and twice: which one counts is the provider's choice, and in
  // doubt the object is masked and nothing of it restored.
  const isKept = sight.types > 0 && sight.keptTypes === sight.types;
  const isDoubtful = direction.kind === "restore" && (sight.keptTypes > 0 || sight.isRemote);
  if (isKept || isDoubtful) leaves.length = before;
  return end;
}

interface Sight {
  types: number;
  keptTypes: number;
  isRemote: boolean;
}

/** Notes what a field says about the object that it stands in. */
function look(
  { bytes, direction }: Walk,
  shape: Shape,
  { name, valueStart }: { readonly name: string; readonly valueStart: number },
  sight: Sight,
): void {
  if (name !== "type" && (name !== "name" || direction.kind === "mask")) return;
  const end = accepted(skipString(bytes, valueStart), valueStart);
  const value = decodeText(bytes, valueStart + 1, end - 1);
  if (name === "type") {
    sight.types++;
    const isRemote = direction.kind === "restore" && shape.remoteTypes.has(value);
    if (isRemote || shape.keptTypes.has(value)) sight.keptTypes++;
  } else if (direction.kind === "restore" && direction.isRemoteTool(value)) {
    sight.isRemote = true;
  }
}

function skip(bytes: Uint8Array, start: number): number {
  return accepted(skipValue(bytes, start, Number.POSITIVE_INFINITY), start);
}
