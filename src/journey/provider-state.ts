/** What a provider keeps of conversations, by the fields of a request. */
import { lastField, type ModelRequest } from "../read/read-request.ts";

/** Fields that name something which the provider keeps, by which it goes on. */
const references = ["previous_response_id", "conversation", "prompt", "thread"];

/** True when answers may speak of turns that the request does not hold. */
export function goesOnAtProvider(request: ModelRequest): boolean {
  return references.some((name) => holds(request, name));
}

/**
 * True when the provider may speak of what this request holds without getting it again: Responses
 * are stored unless the client forbids it, and their contexts are compacted into sealed items.
 */
export function staysAtProvider(request: ModelRequest): boolean {
  if (goesOnAtProvider(request)) return true;
  if (request.operation !== "responses") return false;
  return lastField(request.scan, "store")?.kind !== "false" || holds(request, "context_management");
}

function holds({ scan }: ModelRequest, name: string): boolean {
  const kind = lastField(scan, name)?.kind;
  return kind !== undefined && kind !== "null" && kind !== "false";
}
