/** After an answer: what its prompt cache holds now, and whether it gave what it should. */
import { callerIdOf } from "../admit/identify-caller.ts";
import type { Attempt } from "../attempt/attempt.ts";
import type { Ending } from "../record/record.ts";
import type { Exchange } from "./exchange.ts";
import type { Rooms } from "./rooms.ts";

/** Mutations that change nothing of what a cache holds. */
const harmless: ReadonlySet<string> = new Set([
  "model",
  "max_tokens",
  "max_completion_tokens",
  "max_output_tokens",
  "stream_options.include_usage",
  "response.usage_chunk",
  "content-encoding",
  "anthropic-beta",
]);

/** Keeps only references: the work is done later. */
export function noteCache(
  exchange: Exchange,
  attempt: Attempt,
  ending: Ending,
  { cacheWatch }: Rooms,
): void {
  const { home, request, received, caller, arrival, isMasked } = exchange;
  if (home === null || ending.usage.cacheRead === null) return;
  const { candidate, outgoing, startedAt: at } = attempt;
  const changes = outgoing.mutations.filter((name) => !harmless.has(name));
  cacheWatch.note({
    requestId: arrival.id,
    at,
    caller: callerIdOf(caller),
    conversation: home.key.session,
    account: candidate.account,
    model: candidate.model,
    servedModel: ending.served.model,
    sent: request,
    received,
    mutations: isMasked ? ["guardrails", ...changes] : changes,
    usage: ending.usage,
    isMarked: outgoing.dialect === "anthropic-messages",
    route: ending.route,
    providerReason: ending.served.cacheMissReason,
  });
}
