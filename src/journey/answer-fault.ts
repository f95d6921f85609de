/** A fault of the gateway itself: whoever asked still hears of it in the caller's dialect. */
import { refuse } from "../answer/refuse.ts";
import type { Logger } from "../base/logger.ts";
import type { Refusal } from "../base/refusal.ts";
import type { Arrival } from "./arrive.ts";

/** The engine's own words; messages of other errors may quote a body. */
const wordsOfTheEngine: ReadonlySet<string> = new Set([
  "TypeError",
  "RangeError",
  "ReferenceError",
]);

/** How much of the stack is logged, lines. */
const frames = 8;

export function answerFault(
  { id: requestId, path, dialect }: Arrival,
  error: unknown,
  logger: Logger,
): Response {
  const isError = error instanceof Error;
  const name = isError ? error.name : typeof error;
  logger.error("a request failed for a fault of the gateway", {
    request: requestId,
    path,
    error: name,
    reason: isError && wordsOfTheEngine.has(name) ? error.message : null,
    stack: isError ? placesOf(error) : null,
  });
  const refusal: Refusal = {
    kind: "internal",
    message:
      `CodeGate failed on this request by a fault of its own (${name}). The log has the place ` +
      `under request ${requestId}; please report it.`,
  };
  return refuse({ refusal, dialect, requestId });
}

function placesOf({ stack = "" }: Error): string {
  const lines = stack.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line.startsWith("at "))
    .slice(0, frames)
    .join(" < ");
}
