/** From a client's request to what may be sent of it: the same bytes but for what was found. */
import type { Dialect } from "../../base/dialect.ts";
import type { Span } from "../../read/parse-span.ts";
import { applySplices, type Splice } from "../../read/splice.ts";
import { escapeText } from "../escape-text.ts";
import { decideLeaf } from "./decide-leaf.ts";
import { findLeaves, type Leaf } from "./find-leaves.ts";
import { decodeText } from "./leaf-text.ts";
import { shiftMarks, type Mark, type MarkFinding } from "./mark.ts";
import { createKnownValues, type KnownValues } from "./known-values.ts";
import type { DecisionKind } from "./decision-kind.ts";
import type { MaskScope, Recalled } from "./mask-memory.ts";
import type { DecidedUnit } from "./passages.ts";
import type { TextMasker } from "./text-masker.ts";
import { readUnits, type Unit } from "./units.ts";

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
  /** How they differ from the client's, from left to right. */
  readonly splices: readonly Splice[];
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
  const { dialect, scope } = input;
  const { buffer, byteOffset, length } = input.bytes;
  // Texts can be taken from a Buffer without a view for each.
  const bytes = Buffer.from(buffer, byteOffset, length);
  const begun = scope.begin(input.bytes, dialect);
  const known = createKnownValues();
  const sheet: Sheet = { ...input, bytes, known, splices: [], findings: [], decided: [] };
  let basis = 0n;
  try {
    const units = [...begun.units, ...readUnits(bytes, dialect, begun.units.at(-1) ?? null)];
    // What grows comes last, wherever it stands: what is found in it later must not change a
    // system prompt.
    for (const unit of units) if (!unit.field.isGrowing) maskUnit(sheet, unit, true);
    if (scope.isShared) basis = known.digest();
    const holds = basis === begun.basis;
    for (const unit of units) if (unit.field.isGrowing) maskUnit(sheet, unit, holds);
  } catch (error) {
    scope.discard();
    throw error;
  }
  const { splices, findings, decided } = sheet;
  const isBlocked = findings.some(({ action }) => action === "block");
  if (isBlocked) scope.discard();
  else scope.commit(input.bytes, decided.toSorted(byStart), basis);
  if (isBlocked) return { bytes: input.bytes, splices: [], findings, isBlocked };
  const ordered = splices.toSorted(byStart);
  return { bytes: applySplices(input.bytes, ordered), splices: ordered, findings, isBlocked };
}

function byStart(one: Span, other: Span): number {
  return one.start - other.start;
}

/** A request, and what was found in it so far. */
interface Sheet extends MaskInput {
  readonly known: KnownValues;
  readonly splices: Splice[];
  readonly findings: PlacedFinding[];
  readonly decided: DecidedUnit[];
}

/** `holds` is true when what was decided about a unit of an earlier request is decided here too. */
function maskUnit(sheet: Sheet, unit: Unit | DecidedUnit, holds: boolean): void {
  if (holds && "marks" in unit) {
    sheet.decided.push(unit);
    return applyMarks(sheet, unit, true);
  }
  const { marks, key, isKnown } = decideUnit(sheet, unit);
  const decided = { ...unit, marks, key };
  sheet.decided.push(decided);
  applyMarks(sheet, decided, isKnown);
}

function applyMarks(
  { bytes, known, masker, splices, findings }: Sheet,
  unit: DecidedUnit,
  isKnown: boolean,
): void {
  for (const { start, end, depth, token, finding } of unit.marks) {
    const place = { start: start + unit.start, end: end + unit.start };
    if (finding !== null) findings.push({ ...finding, offset: place.start, isKnown });
    if (token === null) continue;
    const original = readOriginal(bytes, place, depth);
    if (isKnown && finding !== null) known.add(original, token, finding);
    masker.remember(token, original);
    splices.push({ ...place, text: escapeText(token, depth) });
  }
}

/** Marks of a unit, from its beginning. */
function decideUnit(sheet: Sheet, { start, end, field }: Unit): Recalled {
  const { bytes, known } = sheet;
  const { shape } = field;
  return recall(sheet, { start, end }, shape.kind, () =>
    findLeaves(bytes, start, shape, { kind: "mask" }).flatMap((leaf) => {
      const { marks } = recall(sheet, leaf, kindOf(leaf), () =>
        shiftMarks(decideLeaf(bytes, leaf, sheet), -leaf.start),
      );
      learn(bytes, leaf.start, marks, known);
      return shiftMarks(marks, leaf.start - start);
    }),
  );
}

/** Where scopes are shared by conversations, a decision holds for the values known before it. */
function recall(
  { bytes, scope, known }: Sheet,
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
