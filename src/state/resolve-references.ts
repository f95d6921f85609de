/**
 * Items that a client names instead of sending them (`item_reference`), as some SDKs do where
 * responses are stored. Ids of items tell the response that they are part of.
 */
import { limits } from "../base/limits.ts";
import { readString } from "../read/json-values.ts";
import { scanObject } from "../read/scan-object.ts";
import type { KeptTurn } from "./kept-turn.ts";
import { answeredItems, listItems } from "./turn-items.ts";

/** What the ids of a kept response's items are made of, one after the other. */
export function itemIdsOf(responseId: string): () => string {
  const stem = responseId.slice(responseId.indexOf("_") + 1);
  let count = 0;
  return () => `${stem}i${count++}`;
}

const madeHere = /_([0-9a-z]+)i\d+$/;

/** The array with what it names in place of the names; the same text when it names nothing kept. */
export function resolveReferences(
  array: string,
  find: (responseId: string) => KeptTurn | null,
): string {
  if (!array.includes('"item_reference"')) return array;
  const turns = new Map<string, readonly string[]>();
  const items = listItems(array).map((item) => {
    const id = referredId(item);
    const stem = id === null ? undefined : madeHere.exec(id)?.[1];
    if (id === null || stem === undefined) return item;
    const turn = turns.has(stem) ? null : find(`resp_${stem}`);
    if (turn !== null) turns.set(stem, answeredItems(turn.response));
    return turns.get(stem)?.find((each) => readField(each, "id") === id) ?? item;
  });
  return `[${items.join(",")}]`;
}

/** Null = the item is no reference. */
function referredId(item: string): string | null {
  return readField(item, "type") === "item_reference" ? readField(item, "id") : null;
}

function readField(item: string, name: string): string | null {
  const bytes = Buffer.from(item, "utf8");
  const scanned = scanObject(bytes, new Set([name]), { depth: limits.jsonDepth });
  const field = scanned.ok ? scanned.value.fields.last(name) : undefined;
  return field === undefined ? null : readString(bytes, field.value);
}
