/**
 * Servers that speak Responses without what OpenAI's own clients put into it: Codex's free-text
 * tools, its tools that come along in the middle, its wish for a summary. They are asked in plain
 * words instead, at once when they refuse and for a day without asking again.
 */
import { walkObjects } from "../affinity/walk-array.ts";
import { limits } from "../base/limits.ts";
import type { Provider } from "../provider/providers.ts";
import { readString } from "../read/json-values.ts";
import { lastField, type ModelRequest } from "../read/read-request.ts";
import type { Candidate } from "../route/candidate.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Trouble } from "./trouble.ts";

export interface PlainResponses {
  /** True when the candidate has to be asked in plain words. */
  wants(candidate: Candidate, request: ModelRequest): boolean;
  /** True when the answer may mean that, and plain words were not tried. */
  learn(call: PlainCall): boolean;
}

export interface PlainCall {
  readonly candidate: Candidate;
  readonly request: ModelRequest;
  readonly outgoing: Outgoing;
  readonly trouble: Trouble;
}

export function createPlainResponses(now: () => number): PlainResponses {
  /** Until when, by address, model and operation. */
  const known = new Map<string, number>();

  return {
    wants(candidate, request) {
      if (!mayWant(candidate, request)) return false;
      if (request.operation === "compact" && !isVendor(candidate.provider)) return true;
      if ((known.get(keyOf(candidate, request)) ?? 0) <= now()) return false;
      return request.operation === "compact" || saysMore(request);
    },
    learn({ candidate, request, outgoing, trouble }) {
      if (outgoing.crossing !== null || !mayWant(candidate, request)) return false;
      const statuses = request.operation === "compact" ? missingOrRefused : refused;
      if (trouble.kind !== "refused" || !statuses.has(trouble.status)) return false;
      if (isVendor(candidate.provider) && request.operation !== "compact") return false;
      if (request.operation !== "compact" && !saysMore(request)) return false;
      if (known.size >= limits.missingEndpointsKept) known.clear();
      known.set(keyOf(candidate, request), now() + limits.missingEndpointMs);
      return true;
    },
  };
}

const refused: ReadonlySet<number> = new Set([400, 422]);
const missingOrRefused: ReadonlySet<number> = new Set([400, 404, 405, 422, 501]);

/** What only a provider has stored cannot be said in other words. */
function mayWant({ dialect }: Candidate, { operation, scan }: ModelRequest): boolean {
  const isAsked = operation === "responses" || operation === "compact";
  return isAsked && dialect === "openai-responses" && !scan.fields.has("previous_response_id");
}

/** Whose clients put those things into it. */
function isVendor({ id }: Provider): boolean {
  return id === "openai" || id === "openai_sub";
}

function keyOf({ offer, model }: Candidate, { operation }: ModelRequest): string {
  return JSON.stringify([operation, offer.base, model]);
}

const moreTools: ReadonlySet<string> = new Set(["custom", "namespace", "tool_search"]);
const moreItems: ReadonlySet<string> = new Set([
  "additional_tools",
  "compaction",
  "compaction_trigger",
  "configuration_update",
  "custom_tool_call",
  "custom_tool_call_output",
  "tool_search_call",
  "tool_search_output",
]);

function saysMore(request: ModelRequest): boolean {
  return holdsType(request, "tools", moreTools) || holdsType(request, "input", moreItems);
}

const typeName: ReadonlySet<string> = new Set(["type"]);

function holdsType(
  { bytes, scan }: ModelRequest,
  name: string,
  types: ReadonlySet<string>,
): boolean {
  const field = lastField(scan, name);
  if (field?.kind !== "array") return false;
  let isFound = false;
  walkObjects(bytes, field.value, typeName, ({ fields }) => {
    const type = fields.last("type");
    isFound = type !== undefined && types.has(readString(bytes, type.value) ?? "");
    return !isFound;
  });
  return isFound;
}
