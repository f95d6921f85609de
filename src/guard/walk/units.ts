/** What turns of a conversation have in common: elements of top-level arrays, other top-level values. */
import type { Dialect } from "../../base/dialect.ts";
import type { Span } from "../../read/parse-span.ts";
import { openBracket, skipSpace, skipValue } from "../../read/skip-value.ts";
import { readName } from "./read-name.ts";
import { rootShape, type Shape } from "./shape.ts";
import { accepted, stepElements, stepElementsAfter, stepFields, stepFieldsAfter } from "./step.ts";

export interface Unit extends Span {
  readonly field: UnitField;
}

/** The top-level field that a unit stands in. */
export interface UnitField {
  readonly shape: Shape;
  /** It grows with the conversation. */
  readonly isGrowing: boolean;
  readonly isArray: boolean;
}

const growingFields = new Set(["messages", "input"]);

/** In the order of the text: all units, or those after one that was read before. */
export function readUnits(bytes: Uint8Array, dialect: Dialect, after: Unit | null): Unit[] {
  const root = rootShape(dialect);
  const units: Unit[] = [];
  const readIn = (field: UnitField) => (start: number) => {
    const end = accepted(skipValue(bytes, start, Number.POSITIVE_INFINITY), start);
    if (!field.shape.isKept && mayHoldText(bytes, start)) units.push({ start, end, field });
    return end;
  };
  const readField = (keyStart: number, keyEnd: number, valueStart: number): number => {
    const name = readName(bytes, keyStart + 1, keyEnd - 1);
    const isArray = bytes[valueStart] === openBracket;
    const field = { shape: root.inside(name), isGrowing: growingFields.has(name), isArray };
    return isArray ? stepElements(bytes, valueStart, readIn(field)) : readIn(field)(valueStart);
  };
  if (after === null) {
    stepFields(bytes, skipSpace(bytes, bytes[0] === 0xef ? 3 : 0), readField);
  } else {
    const { field, end } = after;
    const fieldEnd = field.isArray ? stepElementsAfter(bytes, end, readIn(field)) : end;
    stepFieldsAfter(bytes, fieldEnd, readField);
  }
  return units;
}

/** Strings, objects and arrays; numbers and words hold none. */
function mayHoldText(bytes: Uint8Array, start: number): boolean {
  const first = bytes[start];
  return first === 0x22 || first === 0x7b || first === 0x5b;
}
