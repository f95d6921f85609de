import type { UpstreamAnswer } from "../attempt/answer.ts";
import type { Attempt } from "../attempt/attempt.ts";
import { responseHeaders } from "../relay/response-headers.ts";
import type { Exchange } from "./exchange.ts";
import { routeText } from "./route-text.ts";

/**
 * The response headers for an answer: the provider's, and who served it by which way. `refusedAs`
 * is null for a good answer, else what the attempt came to.
 */
export function headersFor(
  attempt: Attempt,
  answer: UpstreamAnswer,
  exchange: Exchange,
  refusedAs: string | null,
): Headers {
  const { arrival, caller, plan, wasCompressed } = exchange;
  const { candidate, outgoing } = attempt;
  const isFailover = candidate !== plan.preferred;
  return responseHeaders({
    upstream: answer.headers,
    isStream: answer.kind === "stream",
    requestId: arrival.id,
    accountName: candidate.account.name,
    strategy: isFailover ? `${plan.strategy}+failover` : plan.strategy,
    tenantName: caller.kind === "tenant" ? caller.tenant.name : null,
    mutations: wasCompressed ? ["content-encoding", ...outgoing.mutations] : outgoing.mutations,
    route: routeText(exchange, attempt, refusedAs),
  });
}
