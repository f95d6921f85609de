/** A request that builds on kept turns, as one that holds its whole conversation. Pure. */
import { dropField } from "../read/drop-field.ts";
import { lastField, type ModelRequest } from "../read/read-request.ts";
import { applySplices } from "../read/splice.ts";
import { listItems } from "./turn-items.ts";

/** The items of the request itself as the text of a JSON array; null = `input` is neither form. */
export function ownInput({ bytes, scan }: ModelRequest): string | null {
  const field = lastField(scan, "input");
  if (field === undefined || field.kind === "null") return "[]";
  const text = Buffer.from(bytes).toString("utf8", field.value.start, field.value.end);
  if (field.kind === "array") return text;
  if (field.kind !== "string") return null;
  return `[{"type":"message","role":"user","content":[{"type":"input_text","text":${text}}]}]`;
}

/** The bytes with the earlier items before the request's own, and without what referred to them. */
export function withItems(
  { bytes, scan }: ModelRequest,
  earlier: readonly string[],
  own: string,
): Uint8Array {
  const text = `[${[...earlier, ...listItems(own)].join(",")}]`;
  const fields = scan.fields.get("input") ?? [];
  const splices =
    fields.length > 0
      ? fields.map(({ value }) => ({ ...value, text }))
      : [{ start: scan.close, end: scan.close, text: `,"input":${text}` }];
  const whole = applySplices(bytes, splices);
  return dropField(whole, "previous_response_id") ?? whole;
}
