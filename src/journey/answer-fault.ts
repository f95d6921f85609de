/** A fault of the gateway itself: whoever asked still hears of it in the caller's dialect. */
import { refuse } from "../answer/refuse.ts";
import { describeFault } from "../base/describe-fault.ts";
import type { Logger } from "../base/logger.ts";
import type { Refusal } from "../base/refusal.ts";
import type { Arrival } from "./arrive.ts";

export function answerFault(
  { id: requestId, path, dialect }: Arrival,
  error: unknown,
  logger: Logger,
): Response {
  const fault = describeFault(error);
  const what = "a request failed for a fault of the gateway";
  logger.error(what, { request: requestId, path, ...fault });
  const refusal: Refusal = {
    kind: "internal",
    message:
      `CodeGate failed on this request by a fault of its own (${fault.error}). The log has the place ` +
      `under request ${requestId}; please report it.`,
  };
  return refuse({ refusal, dialect, requestId });
}
