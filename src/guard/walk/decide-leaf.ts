import { limits } from "../../base/limits.ts";
import { skipSpace, skipValue } from "../../read/skip-value.ts";
import { findLeaves, type Leaf } from "./find-leaves.ts";
import type { KnownValues } from "./known-values.ts";
import { bytesOfUnits, decodeText } from "./leaf-text.ts";
import { shiftMarks, type Mark, type MarkFinding } from "./mark.ts";
import { shapeOf } from "./shape.ts";
import type { TextFinding, TextMasker } from "./text-masker.ts";

export interface LeafTools {
  readonly masker: TextMasker;
  /** What was found in the texts before. */
  readonly known: KnownValues;
}

/** What is to be done about a leaf; offsets are those of `bytes`. */
export function decideLeaf(bytes: Uint8Array, leaf: Leaf, tools: LeafTools): readonly Mark[] {
  const text = decodeText(bytes, leaf.start, leaf.end);
  const inner = leaf.kind === "json" ? readJson(text) : null;
  const units =
    inner === null ? decideText(text, leaf.name, tools) : decideJson(inner, text, tools);
  if (units.length === 0) return units;
  const isPlain = text.length === leaf.end - leaf.start;
  return isPlain ? shiftMarks(units, leaf.start) : toBytes(bytes, leaf, units);
}

/** Marks of a text, in UTF-16 units. */
function decideText(text: string, name: string | null, { masker, known }: LeafTools): Mark[] {
  const { findings, replacements } = masker.decide(text, name);
  const found = new Map(findings.map((finding) => [finding.start, finding]));
  const marks = replacements.map(({ start, end, token }): Mark => {
    const finding = found.get(start);
    found.delete(start);
    if (finding !== undefined) known.add(text.slice(start, end), token, tell(finding));
    return { start, end, depth: 1, token, finding: finding === undefined ? null : tell(finding) };
  });
  for (const finding of found.values()) {
    const { start, end } = finding;
    marks.push({ start, end, depth: 1, token: null, finding: tell(finding) });
  }
  const own = marks.toSorted(byStart);
  const again = known.find(text, own);
  if (again.length === 0) return own;
  return [...own, ...again.map((place) => ({ ...place, depth: 1 }))].toSorted(byStart);
}

function byStart(one: Mark, other: Mark): number {
  return one.start - other.start;
}

function tell({ detector, label, action, reason }: TextFinding): MarkFinding {
  return { detector, label, action, reason };
}

/** Bytes of the JSON that a string holds, when it is valid; null when it has to be read as text. */
function readJson(text: string): Uint8Array | null {
  // A lone surrogate has no bytes of its own.
  if (!text.isWellFormed()) return null;
  const bytes = Buffer.from(text, "utf8");
  const end = skipValue(bytes, skipSpace(bytes, 0), limits.jsonDepth);
  return end >= 0 && skipSpace(bytes, end) === bytes.length ? bytes : null;
}

/** Marks of a text that is JSON, in its UTF-16 units: only inside of its strings. */
function decideJson(inner: Uint8Array, text: string, tools: LeafTools): Mark[] {
  const leaves = findLeaves(inner, skipSpace(inner, 0), shapeOf("arguments"), { kind: "mask" });
  const marks = leaves.flatMap((leaf) => decideLeaf(inner, { ...leaf, kind: "text" }, tools));
  const deeper = marks.map((mark) => ({ ...mark, depth: mark.depth + 1 }));
  return text.length === inner.length ? deeper : toUnits(inner, deeper);
}

function toUnits(inner: Uint8Array, marks: readonly Mark[]): Mark[] {
  const view = Buffer.from(inner.buffer, inner.byteOffset, inner.length);
  let byte = 0;
  let unit = 0;
  const unitAt = (wanted: number): number => {
    unit += view.toString("utf8", byte, wanted).length;
    byte = wanted;
    return unit;
  };
  return marks.map((mark) => ({ ...mark, start: unitAt(mark.start), end: unitAt(mark.end) }));
}

function toBytes(bytes: Uint8Array, leaf: Leaf, marks: readonly Mark[]): Mark[] {
  const units = marks.flatMap(({ start, end }) => [start, end]);
  const places = bytesOfUnits(bytes, leaf, units);
  return marks.map((mark, index) => ({
    ...mark,
    start: places[index * 2] ?? leaf.start,
    end: places[index * 2 + 1] ?? leaf.end,
  }));
}
