/** Writes down an attempt that failed before the client saw any of it. */
import type { Attempt } from "../attempt/attempt.ts";
import type { Verdict } from "../attempt/judge.ts";
import type { Trouble } from "../attempt/trouble.ts";
import { unknownServed } from "../base/served.ts";
import { unknownUsage } from "../base/usage.ts";
import { noUsage, type Ending } from "../record/record.ts";
import { factsOf, type Exchange } from "./exchange.ts";
import type { Rooms } from "./rooms.ts";
import { routeText } from "./route-text.ts";

export interface FailureInput {
  readonly exchange: Exchange;
  readonly attempt: Attempt;
  readonly verdict: Verdict;
  readonly trouble: Trouble;
}

export function noteFailure(input: FailureInput, rooms: Rooms): void {
  const { exchange, attempt, verdict } = input;
  rooms.recorder.attempt(factsOf(exchange), attempt, endingOf(input));
  rooms.recorder.accountFailed(attempt, verdict);
  rooms.logger.warn("attempt failed", {
    request: exchange.arrival.id,
    account: attempt.candidate.account.name,
    model: attempt.candidate.model,
    attempt: attempt.number,
    outcome: verdict.outcome,
    reason: verdict.message,
  });
}

function endingOf({ exchange, attempt, verdict, trouble }: FailureInput): Ending {
  const status = trouble.kind === "refused" ? trouble.answer.status : null;
  return {
    status,
    outcome: verdict.outcome,
    // A refusal is not billed; what a broken answer cost is not known.
    usage: trouble.kind === "refused" ? noUsage : unknownUsage,
    served: unknownServed,
    isComplete: trouble.kind === "refused",
    isStream: exchange.request.isStream,
    firstContentMs: null,
    message: verdict.message,
    route: routeText(exchange, attempt, verdict.outcome),
  };
}
