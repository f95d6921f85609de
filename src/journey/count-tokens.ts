/**
 * How long a prompt is. The provider is asked where it can say so without running a model, and
 * nobody has to do without an answer: what is not told is estimated.
 */
import type { Attempted } from "../attempt/attempt.ts";
import type { Leave } from "../attempt/leave.ts";
import { responseHeaders } from "../relay/response-headers.ts";
import { explainRoute } from "../route/explain-route.ts";
import { askAccounts } from "./ask-accounts.ts";
import { deliver } from "./deliver.ts";
import type { Exchange } from "./exchange.ts";
import type { Rooms } from "./rooms.ts";

export async function countTokens(
  exchange: Exchange,
  rooms: Rooms,
  leave: Leave,
): Promise<Response> {
  const { plan, request } = exchange;
  const candidates = plan.candidates.filter(({ dialect }) => dialect === request.dialect);
  const [first] = candidates;
  if (first === undefined) return estimate(exchange, rooms);
  const preferred = candidates.includes(plan.preferred) ? plan.preferred : first;
  const asked = { ...exchange, plan: { ...plan, preferred, candidates } };
  const attempted = await askAccounts(asked, rooms, leave);
  if (isTold(attempted))
    return deliver(attempted, asked, rooms, exchange.arrival.request.signal.aborted);
  return estimate(exchange, rooms);
}

/** Statuses of a server that does not know the question. */
const unknownQuestion: ReadonlySet<number> = new Set([404, 405, 501]);

/** A client's own mistake is told as it is; any other trouble is no reason to leave it waiting. */
function isTold(attempted: Attempted): boolean {
  if (attempted.kind === "answered" || attempted.kind === "gone") return true;
  return (
    attempted.kind === "refused" &&
    attempted.verdict.outcome === "request" &&
    !unknownQuestion.has(attempted.status)
  );
}

function estimate({ arrival, plan, request, caller }: Exchange, { tokenRates }: Rooms): Response {
  const tokens = tokenRates.estimate(plan.preferred.model, request.bytes);
  const headers = responseHeaders({
    upstream: new Headers(),
    isStream: false,
    requestId: arrival.id,
    accountName: plan.preferred.account.name,
    strategy: plan.strategy,
    tenantName: caller.kind === "tenant" ? caller.tenant.name : null,
    mutations: [],
    losses: null,
    route: explainRoute({ plan, tried: [], served: null }),
  });
  headers.set("x-codegate-estimate", "1");
  const kind = request.operation === "input_tokens" ? { object: "response.input_tokens" } : {};
  return Response.json({ ...kind, input_tokens: tokens }, { headers });
}
