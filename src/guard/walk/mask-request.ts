/** From a client's request to what may be sent of it: the same bytes but for what was found. */
import type { Dialect } from "../../base/dialect.ts";
import { openBracket, skipSpace, skipValue } from "../../read/skip-value.ts";
import type { Span } from "../../read/parse-span.ts";
import { applySplices, type Splice } from "../../read/splice.ts";
import { escapeText } from "../escape-text.ts";
import { decideLeaf } from "./decide-leaf.ts";
import { findLeaves, type Leaf } from "./find-leaves.ts";
import { decodeText } from "./leaf-text.ts";
import { readName } from "./read-name.ts";
import { shiftMarks, type Mark, type MarkFinding } from "./mark.ts";
import { createKnownValues, type KnownValues } from "./known-values.ts";
import type { DecisionKind, MaskScope, Recalled } from "./mask-memory.ts";
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
  const { bytes, scope, masker } = input;
  const splices: Splice[] = [];
  const findings: PlacedFinding[] = [];
  const request = { ...input, known: createKnownValues() };
  try {
    for (const unit of unitsOf(input)) {
      const { marks, isKnown } = decideUnit(request, unit);
      for (const mark of marks) {
        const { token, finding, depth } = mark;
        const place = { start: mark.start + unit.start, end: mark.end + unit.start };
        if (finding !== null) findings.push({ ...finding, offset: place.start, isKnown });
        if (token === null) continue;
        masker.remember(token, readOriginal(bytes, place, depth));
        splices.push({ ...place, text: escapeText(token, depth) });
      }
    }
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

/** What grows with a conversation. */
const growingFields = new Set(["messages", "input"]);

/**
 * The elements of top-level arrays and the other top-level values: what turns have in common. What
 * grows comes last, wherever it stands: what is found in it later must not change a system prompt.
 */
function unitsOf({ bytes, dialect }: MaskInput): readonly Unit[] {
  const root = rootShape(dialect);
  const steady: Unit[] = [];
  const growing: Unit[] = [];
  const markLength = bytes[0] === 0xef ? 3 : 0;
  stepFields(bytes, skipSpace(bytes, markLength), (keyStart, keyEnd, valueStart) => {
    const name = readName(bytes, keyStart + 1, keyEnd - 1);
    const shape = root.inside(name);
    const units = growingFields.has(name) ? growing : steady;
    const step = (start: number): number => {
      const end = accepted(skipValue(bytes, start, Number.POSITIVE_INFINITY), start);
      if (!shape.isKept && mayHoldText(bytes, start)) units.push({ start, end, shape });
      return end;
    };
    return bytes[valueStart] === openBracket
      ? stepElements(bytes, valueStart, step)
      : step(valueStart);
  });
  return [...steady, ...growing];
}

/** Strings, objects and arrays; numbers and words hold none. */
function mayHoldText(bytes: Uint8Array, start: number): boolean {
  const first = bytes[start];
  return first === 0x22 || first === 0x7b || first === 0x5b;
}

interface Request extends MaskInput {
  readonly known: KnownValues;
}

/** Marks of a unit, from its beginning. */
function decideUnit(request: Request, { start, end, shape }: Unit): Recalled {
  const { bytes, known } = request;
  const recalled = recall(request, { start, end }, shape.kind, () =>
    findLeaves(bytes, start, shape, { kind: "mask" }).flatMap((leaf) => {
      const { marks } = recall(request, leaf, kindOf(leaf), () =>
        shiftMarks(decideLeaf(bytes, leaf, request), -leaf.start),
      );
      learn(bytes, leaf.start, marks, known);
      return shiftMarks(marks, leaf.start - start);
    }),
  );
  if (recalled.isKnown) learn(bytes, start, recalled.marks, known);
  return recalled;
}

/** Where scopes are shared by conversations, a decision holds for the values known before it. */
function recall(
  { bytes, scope, known }: Request,
  { start, end }: Span,
  kind: DecisionKind,
  decide: () => readonly Mark[],
): Recalled {
  const digest = scope.isShared ? known.digest() : 0n;
  const own = digest === 0n ? kind : { ...kind, seed: kind.seed ^ digest };
  return scope.recall(bytes.subarray(start, end), own, decide);
}

/** Takes up the values of marks that stand at `base`. */
function learn(bytes: Uint8Array, base: number, marks: readonly Mark[], known: KnownValues): void {
  for (const { start, end, token, finding, depth } of marks) {
    if (token === null || finding === null) continue;
    const place = { start: base + start, end: base + end };
    known.add(readOriginal(bytes, place, depth), token, finding);
  }
}

const leafKinds = {
  text: { seed: Bun.hash.xxHash3("text leaf"), isLeaf: true },
  json: { seed: Bun.hash.xxHash3("json leaf"), isLeaf: true },
} as const;

function kindOf({ kind, name }: Leaf): DecisionKind {
  if (name === null) return leafKinds[kind];
  return { seed: Bun.hash.xxHash3(name, leafKinds[kind].seed), isLeaf: true };
}

function readOriginal(bytes: Uint8Array, { start, end }: Span, depth: number): string {
  let text = decodeText(bytes, start, end);
  for (let level = 1; level < depth; level++) {
    const inner = Buffer.from(text, "utf8");
    text = decodeText(inner, 0, inner.length);
  }
  return text;
}
