/**
 * What an answer leaves to be written down: what it cost, where its conversation lives now. Its
 * client need not wait for that, and answers of one turn of the event loop are settled together,
 * with code and data that the processor has at hand.
 */
import { describeFault } from "../base/describe-fault.ts";
import type { Logger } from "../base/logger.ts";

export interface Afterwards {
  /** To be done in the next turn of the event loop, or before the next request is looked at. */
  add(work: Work): void;
  /** Does what waits: nobody may decide by what is not settled. */
  settle(): void;
}

export interface Work {
  readonly requestId: string;
  readonly run: () => void;
}

export function createAfterwards(
  logger: Logger,
  later: (work: () => void) => void = setImmediate,
): Afterwards {
  let waiting: Work[] = [];

  function surely({ requestId, run }: Work): void {
    try {
      run();
    } catch (error) {
      // Nothing is expected. The answer is with its client, and the next request is not to blame.
      const what = "what an answer cost could not be written down for a fault of the gateway";
      logger.error(what, { request: requestId, ...describeFault(error) });
    }
  }

  function settle(): void {
    if (waiting.length === 0) return;
    const works = waiting;
    waiting = [];
    for (const work of works) surely(work);
  }

  return {
    add(work) {
      if (waiting.length === 0) later(settle);
      waiting.push(work);
    },
    settle,
  };
}
