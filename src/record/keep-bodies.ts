/** What of a request goes to the kept bodies: as the provider was sent it, and as it answered. */
import type { Called } from "../attempt/called.ts";
import type { Keepsake } from "../bodies/bodies.ts";
import type { KeptFacts } from "../bodies/kept-record.ts";
import type { Ending } from "./ending.ts";
import type { Delivered, LoggedRequest, Told } from "./log-row.ts";

/** Of a request whose client got a provider's answer. */
export function answeredKeepsake(
  request: LoggedRequest,
  attempt: Called,
  ending: Ending,
  got: Delivered,
): Keepsake {
  const status = got.status ?? ending.status ?? 0;
  const told = { status, isStream: ending.isStream };
  return {
    facts: { ...factsOf(request, attempt), ...told },
    ...bodiesOf(request, attempt),
    response: got.original,
  };
}

/** Of a request whose client got an error of ours; what it was told stands in the log's row. */
export function unservedKeepsake(request: LoggedRequest, { status, last }: Told): Keepsake {
  return {
    facts: { ...factsOf(request, last), status, isStream: request.isStream },
    ...bodiesOf(request, last),
    response: null,
  };
}

function factsOf(
  { id, arrivedAt, tenantId, dialect, model }: LoggedRequest,
  attempt: Called | null,
): Omit<KeptFacts, "status" | "isStream"> {
  return {
    id,
    at: arrivedAt,
    tenantId,
    dialect: attempt?.outgoing.dialect ?? dialect,
    model,
    routedModel: attempt?.candidate.model ?? null,
    account: attempt?.candidate.account.name ?? null,
  };
}

function bodiesOf(
  { body, conversation, tenantId }: LoggedRequest,
  attempt: Called | null,
): Pick<Keepsake, "request" | "conversation"> {
  const request = attempt?.outgoing.body ?? body ?? nothing;
  // Agents beside each other in one session differ in how they begin.
  const opening = Bun.hash(request.subarray(0, openingBytes)).toString(36);
  return { request, conversation: `${tenantId ?? ""} ${conversation ?? ""} ${opening}` };
}

const openingBytes = 512;
const nothing = new Uint8Array();
