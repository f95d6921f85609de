/**
 * Signed thinking in a request: whether there is any, and how to leave it out for an account that
 * cannot read it. Nothing is ever changed inside a block.
 */
import type { Field, ObjectScan } from "../read/scan-object.ts";
import type { Splice } from "../read/splice.ts";
import { dropFromDetails } from "./thinking/drop-from-details.ts";
import { dropFromItems } from "./thinking/drop-from-items.ts";
import { dropFromMessages } from "./thinking/drop-from-messages.ts";
import type { BoundReason, IsForeign } from "./thinking/drop.ts";

export type { BoundReason, IsForeign } from "./thinking/drop.ts";

export interface ThinkingInput {
  readonly bytes: Uint8Array;
  /** Where at least the `thinkingFields` stand in `bytes`. */
  readonly scan: ObjectScan;
}

/** The top-level fields that a scan has to look for before this file can be asked. */
export const thinkingFields: readonly string[] = ["messages", "input", "thinking", "store"];

export type ForeignThinking =
  | { readonly kind: "none" }
  /** `applySplices` with these leaves the blocks out, and nothing else. */
  | { readonly kind: "droppable"; readonly blocks: number; readonly splices: readonly Splice[] }
  /** Without its thinking the request would be refused or mean something else. */
  | {
      readonly kind: "bound";
      readonly reason: BoundReason;
      readonly splices: readonly Splice[];
      readonly blocks: number;
    };

/** True when the request carries signed thinking, whoever signed it. */
export function carriesThinking(input: ThinkingInput): boolean {
  return findForeignThinking(input).kind !== "none";
}

/**
 * The thinking that other accounts signed (all signed thinking when they are not told apart).
 * The thinking of one message goes together: one answer has one account, and providers refuse a
 * message with a part of its thinking. A message that held nothing else goes as a whole, because
 * empty content is refused; the turns around it are merged by the provider.
 */
export function findForeignThinking(
  { bytes, scan }: ThinkingInput,
  isForeign: IsForeign = () => true,
): ForeignThinking {
  const of = (array: Field) => ({ bytes, scan, array: array.value, isForeign });
  // A field may occur twice, and which one counts is the provider's choice: all are treated.
  const drops = [
    ...arraysOf(scan, "messages").map((array) => dropFromMessages(of(array))),
    ...arraysOf(scan, "messages").map((array) => dropFromDetails(of(array))),
    ...arraysOf(scan, "input").map((array) => dropFromItems(of(array))),
  ];
  const reason = drops.flatMap(({ reasons }) => reasons)[0];
  const blocks = drops.reduce((sum, drop) => sum + drop.blocks, 0);
  const splices = drops.flatMap((drop) => drop.splices);
  if (reason !== undefined) return { kind: "bound", reason, blocks, splices };
  return blocks === 0 ? { kind: "none" } : { kind: "droppable", blocks, splices };
}

function arraysOf(scan: ObjectScan, name: string): readonly Field[] {
  return (scan.fields.get(name) ?? []).filter(({ kind }) => kind === "array");
}
