/**
 * Does in small slices, while nothing is asked, what requests would otherwise wait for. A request
 * that comes waits for one slice at most; the work goes on when it has been answered.
 */
import { limits } from "../base/limits.ts";

export interface IdleWorkRooms {
  /** Requests whose answers are not through yet. */
  readonly pending: () => number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  /** Calls once, after so many milliseconds. */
  readonly later: (call: () => void, milliseconds: number) => void;
}

/** Each of the `steps` is one that need not be interrupted. */
export function workWhenIdle(steps: Iterator<void>, { pending, now, later }: IdleWorkRooms): void {
  const turn = (): void => {
    if (pending() > 0) return later(turn, limits.idleWorkWaitMs);
    const end = now() + limits.idleWorkSliceMs;
    do {
      if (steps.next().done === true) return;
    } while (now() < end);
    later(turn, limits.idleWorkPauseMs);
  };
  later(turn, limits.idleWorkWaitMs);
}
