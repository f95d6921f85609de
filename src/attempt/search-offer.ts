/**
 * Web search is a tool of Responses at OpenAI, and of a few models in Chat. A request of another
 * dialect that needs it is asked in Responses, where the account speaks both.
 */
import { walkObjects } from "../affinity/walk-array.ts";
import { findCapabilities } from "../provider/capabilities.ts";
import { findOffer } from "../provider/find-offer.ts";
import { readString } from "../read/json-values.ts";
import { lastField, type ModelRequest } from "../read/read-request.ts";
import type { Candidate } from "../route/candidate.ts";

const dialect = "openai-responses";

export function whereSearched(candidate: Candidate, request: ModelRequest): Candidate {
  const { account, provider, model } = candidate;
  const isChat = candidate.dialect === "openai-chat" && request.dialect !== "openai-chat";
  if (!isChat || !findCapabilities(provider.id, model).webSearch) return candidate;
  const offer = wantsSearch(request) ? findOffer(account, dialect) : null;
  return offer === null ? candidate : { ...candidate, dialect, offer };
}

const typeName: ReadonlySet<string> = new Set(["type"]);

function wantsSearch({ bytes, scan }: ModelRequest): boolean {
  const tools = lastField(scan, "tools");
  if (tools?.kind !== "array") return false;
  let isFound = false;
  walkObjects(bytes, tools.value, typeName, ({ fields }) => {
    const type = fields.last("type");
    isFound =
      type !== undefined && readString(bytes, type.value)?.startsWith("web_search") === true;
    return !isFound;
  });
  return isFound;
}
