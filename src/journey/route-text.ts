import type { Attempt, FailedAttempt } from "../attempt/attempt.ts";
import { explainRoute } from "../route/explain-route.ts";
import type { Exchange } from "./exchange.ts";

/** Why nobody: the last attempt failed, or there was none. */
export function routeOfNobody(exchange: Exchange, last: FailedAttempt | null): string {
  return last === null
    ? explainRoute({ plan: exchange.plan, tried: [], served: null })
    : routeText(exchange, last.attempt, last.verdict.outcome);
}

/** Why this account: `outcome` is null when it served, else what came of the attempt. */
export function routeText(
  { plan }: Exchange,
  { candidate, tried, outgoing }: Attempt,
  outcome: string | null,
): string {
  const { droppedThinking } = outgoing;
  return outcome === null
    ? explainRoute({ plan, tried, served: candidate, droppedThinking })
    : explainRoute({
        plan,
        tried: [...tried, { candidate, outcome }],
        served: null,
        droppedThinking,
      });
}
