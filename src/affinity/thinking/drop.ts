import type { Span } from "../../read/parse-span.ts";
import type { ObjectScan } from "../../read/scan-object.ts";
import { lastField } from "../../read/read-request.ts";
import type { Splice } from "../../read/splice.ts";

/**
 * Whether a seal (the text of a `signature`, of the `data` of redacted thinking or of a detail of
 * Chat's reasoning, or of `encrypted_content`, in its JSON form without quotes) was made by another
 * account than the one that is to be asked. The same account needs the same answer each time: newer Claude models chain
 * each block to those before it.
 */
export type IsForeign = (seal: Uint8Array) => boolean;

/**
 * Why thinking cannot be left out:
 * - `tool-loop`: with `thinking: enabled` the turn that the tool results continue must begin with it;
 * - `compaction`: a sealed summary stands for the turns it replaced;
 * - `stored`: items refer to what the account keeps (`store` is not false);
 * - `nothing-left`: there is nothing else in the request.
 */
export type BoundReason = "tool-loop" | "compaction" | "stored" | "nothing-left";

/** What was found in one array. */
export interface Drop {
  /** Blocks that the splices take out. */
  readonly blocks: number;
  readonly splices: readonly Splice[];
  readonly reasons: readonly BoundReason[];
}

export const nothingToDrop: Drop = { blocks: 0, splices: [], reasons: [] };

/** An array, and the body in which it stands. */
export interface DropInput {
  readonly bytes: Uint8Array;
  readonly scan: ObjectScan;
  readonly array: Span;
  readonly isForeign: IsForeign;
}

/** The text of a seal in its JSON form; null when there is none: then nothing can be foreign. */
export function sealOf(bytes: Uint8Array, block: ObjectScan, name: string): Uint8Array | null {
  const field = lastField(block, name);
  if (field?.kind !== "string" || field.value.end - field.value.start <= 2) return null;
  return bytes.subarray(field.value.start + 1, field.value.end - 1);
}
