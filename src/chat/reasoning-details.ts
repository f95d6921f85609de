/**
 * `reasoning_details` of OpenRouter and others: signatures and encrypted reasoning that the provider
 * behind wants back as they were. A stream sends them in pieces, told apart by their index.
 */
import { isObject, listOf, stringOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";

export interface ReasoningDetails {
  /** True when what was added has a seal. */
  add(details: readonly unknown[]): boolean;
  /** All since the last seal that was taken, as JSON; null when none of them is sealed. */
  takeSealed(): string | null;
}

export function collectDetails(): ReasoningDetails {
  let whole = new Map<string, JsonObject>();
  let isSealed = false;
  return {
    add(details) {
      const pieces = listOf(details).filter(isObject);
      for (const piece of pieces) {
        const key = keyOf(piece, whole.size);
        whole.set(key, joined(whole.get(key), piece));
      }
      const hasSeal = pieces.some(holdsSeal);
      isSealed ||= hasSeal;
      return hasSeal;
    },
    takeSealed() {
      if (!isSealed) return null;
      const taken = JSON.stringify([...whole.values()]);
      whole = new Map();
      isSealed = false;
      return taken;
    },
  };
}

/** Readable ones come in pieces; of sealed ones a model may write several. */
function keyOf({ type, index, id, data }: JsonObject, count: number): string {
  const parts = [type, index ?? count, data === undefined ? "" : id];
  return JSON.stringify(parts);
}

/** Everything else is said again each time. */
const inPieces = ["text", "summary"] as const;

function joined(known: JsonObject | undefined, piece: JsonObject): JsonObject {
  if (known === undefined) return piece;
  const told = Object.entries(piece).filter(([, value]) => value !== null && value !== "");
  const draft: Record<string, JsonObject[string]> = { ...known, ...Object.fromEntries(told) };
  for (const name of inPieces) {
    const text = stringOf(known[name]) + stringOf(piece[name]);
    if (text !== "") draft[name] = text;
  }
  return draft;
}

function holdsSeal({ signature, data }: JsonObject): boolean {
  return stringOf(signature) !== "" || stringOf(data) !== "";
}
