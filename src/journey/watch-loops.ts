/** Warns of agents that go round in circles: the same tool call with the same input, again and again. */
import { limits } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import { findRepeats } from "../read/find-repeats.ts";
import type { ModelRequest } from "../read/read-request.ts";

export interface LoopQuestion {
  readonly request: ModelRequest;
  /** Calls in a row that make a loop; 0 = nobody wants to know. */
  readonly times: number;
  /** Null = it cannot be told from others. */
  readonly conversation: string | null;
  readonly requestId: string;
}

/** A sentence for the client, or null. */
export type LoopWatch = (question: LoopQuestion) => string | null;

export function createLoopWatch(logger: Pick<Logger, "warn">): LoopWatch {
  /** Conversations and tools of which the log has been told. */
  const told = new Set<string>();
  return ({ request, times, conversation, requestId }) => {
    if (times === 0) return null;
    const repeats = findRepeats(request, times);
    if (repeats === null) return null;
    const { tool } = repeats;
    const name = `${conversation ?? requestId} ${tool}`;
    if (!told.has(name)) {
      if (told.size >= limits.warnedRepeats) told.clear();
      told.add(name);
      logger.warn("an agent may be in a loop", { request: requestId, tool, calls: times });
    }
    return `The tool ${tool} was called ${times} times in a row with the same input: the agent may be in a loop.`;
  };
}
