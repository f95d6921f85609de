/** Responses that the gateway keeps, the provider need not: the client's bytes say so. */
import { elementsOf } from "../affinity/walk-array.ts";
import { lastField, type ModelRequest } from "../read/read-request.ts";
import type { Mutation } from "./outgoing.ts";

/** What makes reasoning readable again at a provider that has not stored it. */
const encrypted = "reasoning.encrypted_content";

/** `reasons`: the model can think; others refuse to be asked for what they thought. */
export function storeNothing(request: ModelRequest, reasons: boolean): readonly Mutation[] {
  const store = setField(request, "store", "false");
  return reasons ? [store, includeReasoning(request)] : [store];
}

function setField({ scan }: ModelRequest, name: string, text: string): Mutation {
  const fields = scan.fields.get(name) ?? [];
  const end = scan.close;
  if (fields.length === 0)
    return { name, splices: [{ start: end, end, text: `,"${name}":${text}` }] };
  return { name, splices: fields.map(({ value }) => ({ ...value, text })) };
}

function includeReasoning(request: ModelRequest): Mutation {
  const name = "include";
  const { bytes, scan } = request;
  const field = lastField(scan, name);
  if (field?.kind !== "array") return setField(request, name, `["${encrypted}"]`);
  const { start, end } = field.value;
  if (Buffer.from(bytes).toString("utf8", start, end).includes(encrypted)) {
    return { name, splices: [] };
  }
  const isEmpty = elementsOf(bytes, field.value).length === 0;
  const text = `"${encrypted}"${isEmpty ? "" : ","}`;
  return { name, splices: [{ start: start + 1, end: start + 1, text }] };
}
