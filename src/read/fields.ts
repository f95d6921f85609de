import type { Span } from "./parse-span.ts";

/** One occurrence of a field. */
export interface Field {
  readonly name: string;
  /** Byte offset of the quote that opens its key. */
  readonly keyStart: number;
  /** With its quotes, brackets or braces. */
  readonly value: Span;
  readonly kind: "string" | "number" | "object" | "array" | "true" | "false" | "null";
}

/**
 * Fields by their names. A list and no Map: every object of a body that is looked into has such a
 * collection, of a few fields, and a Map takes 260 bytes for the first and 1,200 for six.
 */
export class Fields {
  /** Every occurrence, in order. */
  readonly all: readonly Field[];

  constructor(all: readonly Field[]) {
    this.all = all;
  }

  /** Every occurrence of a name, in order; undefined when there is none. */
  get(name: string): readonly Field[] | undefined {
    return this.has(name) ? this.all.filter((field) => field.name === name) : undefined;
  }

  /** Most parsers let the last of several equal keys win. */
  last(name: string): Field | undefined {
    for (let index = this.all.length - 1; index >= 0; index--) {
      if (this.all[index]?.name === name) return this.all[index];
    }
    return undefined;
  }

  has(name: string): boolean {
    return this.last(name) !== undefined;
  }
}
