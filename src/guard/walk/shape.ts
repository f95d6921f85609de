/** The field map as the walk uses it. */
import type { Dialect } from "../../base/dialect.ts";
import type { DecisionKind } from "./decision-kind.ts";
import { fieldMap, rootShapes } from "./field-map.ts";
import type { ShapeName } from "./shape-name.ts";

export interface Shape {
  /** Equal bytes in places of different shapes are different things. */
  readonly kind: DecisionKind;
  /** Nothing in it is ever looked at. */
  readonly isKept: boolean;
  /** What a string is that stands here. */
  readonly string: "text" | "json" | "kept";
  readonly keptTypes: ReadonlySet<string>;
  readonly remoteTypes: ReadonlySet<string>;
  readonly ownsNames: boolean;
  /** The shape of a field's value. Elements of arrays have the shape of the array. */
  inside(field: string): Shape;
}

const names = Object.keys(fieldMap) as ShapeName[];
const shapes = new Map(names.map((name) => [name, makeShape(name)]));

function makeShape(name: ShapeName): Shape {
  const row = fieldMap[name];
  const fields = new Map(Object.entries(row.fields));
  return {
    kind: { seed: Bun.hash.xxHash3(`unit ${name}`), isLeaf: false },
    isKept: name === "kept",
    string: row.string,
    keptTypes: new Set(row.keptTypes),
    remoteTypes: new Set(row.remoteTypes),
    ownsNames: row.ownsNames ?? false,
    inside: (field) => shapeOf(fields.get(field) ?? row.rest),
  };
}

export function shapeOf(name: ShapeName): Shape {
  const shape = shapes.get(name);
  if (shape === undefined) throw new RangeError(`no shape is called ${name}`);
  return shape;
}

export function rootShape(dialect: Dialect): Shape {
  return shapeOf(rootShapes[dialect]);
}
