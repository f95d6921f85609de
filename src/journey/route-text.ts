import type { Attempt, Tried } from "../attempt/attempt.ts";
import { explainRoute } from "../route/explain-route.ts";
import type { Exchange } from "./exchange.ts";

/** Why nobody: whoever was asked failed. */
export function routeOfNobody({ plan }: Exchange, tried: readonly Tried[]): string {
  return explainRoute({ plan, tried, served: null });
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
