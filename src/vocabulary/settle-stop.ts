import type { Stop } from "./answer.ts";

export interface Said {
  /** Calls of tools that the client has to run. */
  readonly hasToolCalls: boolean;
  readonly hasRefusal: boolean;
}

/**
 * The reason that fits what was said: providers report "stop" beside tool calls, or tool calls
 * without any, and agents wait for ever or stop silently when the two disagree.
 */
export function settleStop(stop: Stop, { hasToolCalls, hasRefusal }: Said): Stop {
  switch (stop.reason) {
    case "output-limit":
    case "context-limit":
    case "refused":
    case "filtered":
      return stop;
    case "paused":
      return hasToolCalls ? { ...stop, reason: "tool-calls" } : stop;
    case "stop-sequence":
      return hasToolCalls ? { ...stop, reason: "tool-calls", sequence: null } : stop;
    case "end":
    case "tool-calls":
      if (hasToolCalls) return { ...stop, reason: "tool-calls" };
      return { ...stop, reason: hasRefusal ? "refused" : "end" };
  }
}
