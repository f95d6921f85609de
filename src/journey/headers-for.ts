import type { UpstreamAnswer } from "../attempt/answer.ts";
import type { Attempt } from "../attempt/attempt.ts";
import { responseHeaders } from "../relay/response-headers.ts";
import { conversions } from "../convert/lazy-convert.ts";
import type { Crossing } from "../vocabulary/crossing.ts";
import type { Exchange } from "./exchange.ts";

/** The response headers for an answer: the provider's, and who served it by which way. */
export function headersFor(
  attempt: Attempt,
  answer: UpstreamAnswer,
  exchange: Exchange,
  route: string,
): Headers {
  const { arrival, caller, plan, wasCompressed, guardMutations } = exchange;
  const { candidate, outgoing } = attempt;
  const isFailover = candidate !== plan.preferred;
  const isStream = answer.kind === "stream" || answer.converted?.isStream === true;
  const { crossing } = outgoing;
  const losses = answer.kind === "stream" ? [] : (answer.converted?.losses ?? []);
  return responseHeaders({
    upstream: crossing === null ? answer.headers : converted(answer.headers, crossing, isStream),
    isStream,
    requestId: arrival.id,
    accountName: candidate.account.name,
    strategy: isFailover ? `${plan.strategy}+failover` : plan.strategy,
    tenantName: caller.kind === "tenant" ? caller.tenant.name : null,
    mutations: [
      ...(wasCompressed ? ["content-encoding"] : []),
      ...guardMutations,
      ...outgoing.mutations,
    ],
    losses: crossing === null ? null : [...outgoing.losses, ...losses],
    route,
    warnings: exchange.warnings,
  });
}

function converted(upstream: Headers, crossing: Crossing, isStream: boolean): Headers {
  const headers = conversions().convertHeaders(upstream, crossing, Date.now());
  headers.set("content-type", isStream ? "text/event-stream" : "application/json");
  return headers;
}
