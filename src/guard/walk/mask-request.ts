/** From a client's request to what may be sent of it: the same bytes but for what was found. */
import type { Dialect } from "../../base/dialect.ts";
import { openBracket, skipSpace, skipValue } from "../../read/skip-value.ts";
import { applySplices, type Splice } from "../../read/splice.ts";
import { escapeText } from "../escape-text.ts";
import { decideLeaf } from "./decide-leaf.ts";
import { findLeaves, type Leaf } from "./find-leaves.ts";
import { decodeText } from "./leaf-text.ts";
import { readName } from "./read-name.ts";
import { shiftMarks, type Mark, type MarkFinding } from "./mark.ts";
import type { DecisionKind, MaskScope } from "./mask-memory.ts";
import { rootShape, type Shape } from "./shape.ts";
import { accepted, stepElements, stepFields } from "./step.ts";
import type { TextMasker } from "./text-masker.ts";

export interface MaskInput {
  /** A body that `readRequest` has accepted. */
  readonly bytes: Uint8Array;
  readonly dialect: Dialect;
  readonly masker: TextMasker;
  readonly scope: MaskScope;
}

export interface MaskedRequest {
  /** The client's own array when nothing was replaced. */
  readonly bytes: Uint8Array;
  readonly findings: readonly PlacedFinding[];
  /** True when a finding forbids sending; `bytes` are then not to be used. */
  readonly isBlocked: boolean;
}

export interface PlacedFinding extends MarkFinding {
  /** Where the value begins in the client's bytes; `describePlace` names the field. */
  readonly offset: number;
  /** It was found in an earlier request already. */
  readonly isKnown: boolean;
}

/** Throws what the masker throws: a text that could not be looked at must not be sent. */
export function maskRequest(input: MaskInput): MaskedRequest {
  const { bytes, scope } = input;
  const splices: Splice[] = [];
  const findings: PlacedFinding[] = [];
  try {
    visitUnits(input, (start, end, shape) => {
      const { marks, isKnown } = decideUnit(input, { start, end, shape });
      for (const mark of marks) {
        const { token, finding } = mark;
        const place = { start: mark.start + start, end: mark.end + start };
        if (finding !== null) findings.push({ ...finding, offset: place.start, isKnown });
        if (token === null) continue;
        input.masker.remember(token, readOriginal(bytes, place, mark.depth));
        splices.push({ ...place, text: escapeText(token, mark.depth) });
      }
    });
  } catch (error) {
    scope.discard();
    throw error;
  }
  const isBlocked = findings.some(({ action }) => action === "block");
  if (isBlocked) scope.discard();
  else scope.commit();
  return { bytes: isBlocked ? bytes : applySplices(bytes, splices), findings, isBlocked };
}

interface Unit {
  readonly start: number;
  readonly end: number;
  readonly shape: Shape;
}

/** The elements of top-level arrays and the other top-level values: what turns have in common. */
function visitUnits(
  { bytes, dialect }: MaskInput,
  visit: (start: number, end: number, shape: Shape) => void,
): void {
  const root = rootShape(dialect);
  const markLength = bytes[0] === 0xef ? 3 : 0;
  stepFields(bytes, skipSpace(bytes, markLength), (keyStart, keyEnd, valueStart) => {
    const shape = root.inside(readName(bytes, keyStart + 1, keyEnd - 1));
    const step = (start: number): number => {
      const end = accepted(skipValue(bytes, start, Number.POSITIVE_INFINITY), start);
      if (!shape.isKept && mayHoldText(bytes, start)) visit(start, end, shape);
      return end;
    };
    return bytes[valueStart] === openBracket
      ? stepElements(bytes, valueStart, step)
      : step(valueStart);
  });
}

/** Strings, objects and arrays; numbers and words hold none. */
function mayHoldText(bytes: Uint8Array, start: number): boolean {
  const first = bytes[start];
  return first === 0x22 || first === 0x7b || first === 0x5b;
}

/** Marks of a unit, from its beginning. */
function decideUnit({ bytes, masker, scope }: MaskInput, unit: Unit) {
  const { start, end, shape } = unit;
  return scope.recall(bytes.subarray(start, end), shape.kind, () =>
    findLeaves(bytes, start, shape, { kind: "mask" }).flatMap((leaf) => {
      const { marks } = scope.recall(bytes.subarray(leaf.start, leaf.end), kindOf(leaf), () =>
        shiftMarks(decideLeaf(bytes, leaf, masker), -leaf.start),
      );
      return shiftMarks(marks, leaf.start - start);
    }),
  );
}

const leafKinds = {
  text: { seed: Bun.hash.xxHash3("text leaf"), isLeaf: true },
  json: { seed: Bun.hash.xxHash3("json leaf"), isLeaf: true },
} as const;

function kindOf({ kind, name }: Leaf): DecisionKind {
  if (name === null) return leafKinds[kind];
  return { seed: Bun.hash.xxHash3(name, leafKinds[kind].seed), isLeaf: true };
}

function readOriginal(
  bytes: Uint8Array,
  { start, end }: Pick<Mark, "start" | "end">,
  depth: number,
): string {
  let text = decodeText(bytes, start, end);
  for (let level = 1; level < depth; level++) {
    const inner = Buffer.from(text, "utf8");
    text = decodeText(inner, 0, inner.length);
  }
  return text;
}
