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
export async function resolveReferences(
  array: string,
  find: (responseId: string) => Promise<KeptTurn | null>,
): Promise<string> {
  if (!array.includes('"item_reference"')) return array;
  const items = listItems(array);
  const stems = new Set(items.flatMap((item) => stemOf(referredId(item)) ?? []));
  // All at once: each may have to be waited for.
  const found = await Promise.all(
    [...stems].map(async (stem) => {
      const turn = await find(`resp_${stem}`);
      return [stem, turn === null ? [] : answeredItems(turn.response)] as const;
    }),
  );
  const answered = new Map(found);
  const resolved = items.map((item) => {
    const id = referredId(item);
    const named = answered.get(stemOf(id) ?? "") ?? [];
    return named.find((each) => readField(each, "id") === id) ?? item;
  });
  return `[${resolved.join(",")}]`;
}

/** The part of an item's id that names its response; null = it was not made here. */
function stemOf(id: string | null): string | null {
  return id === null ? null : (madeHere.exec(id)?.[1] ?? null);
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
