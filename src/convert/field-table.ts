/**
 * What becomes of each field of each request in the other dialects. `convertRequest` looks up here
 * what to do with fields that no reader understands, `src/README.md` shows the table (written by
 * `write-field-table.ts`), and a test compares it with the types of the official SDKs.
 */
import type { Fate, FieldRow } from "./field-row.ts";
import type { Dialect } from "../base/dialect.ts";
import { anthropicRows } from "./field-rows/anthropic.ts";
import { chatRows } from "./field-rows/chat.ts";
import { responsesRows } from "./field-rows/responses.ts";

export const dialects: readonly Dialect[] = [
  "anthropic-messages",
  "openai-chat",
  "openai-responses",
];

export const fieldTable: Readonly<Record<Dialect, readonly FieldRow[]>> = {
  "anthropic-messages": anthropicRows,
  "openai-chat": chatRows,
  "openai-responses": responsesRows,
};

/** The row of a field of one dialect, and what becomes of it in another; null = not known. */
export function findFate(
  from: Dialect,
  to: Dialect,
  path: string,
): { readonly fate: Fate; readonly remark: string } | null {
  const row = fieldTable[from].find(([name]) => name === path);
  if (row === undefined) return null;
  const others = dialects.filter((dialect) => dialect !== from);
  const [, first, second, remark] = row;
  return { fate: others[0] === to ? first : second, remark };
}
