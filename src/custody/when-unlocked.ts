import { limits } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import type { Result } from "../base/result.ts";
import type { GrantRows } from "../store/grant-rows.ts";
import type { GrantSteps } from "../store/grant-steps.ts";
import type { Times } from "./times.ts";

export interface LockRooms {
  readonly rows: GrantRows;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly times: Times;
  readonly logger: Logger;
  /** True when a stop waits for this: then it waits no longer than for anything else. */
  readonly isStopping?: () => boolean;
}

/** The result, or null when the database cannot be written for as long as a lease lasts. */
export function whenUnlocked<Value>(
  rooms: LockRooms,
  work: (steps: GrantSteps) => Value,
): Promise<Value | null> {
  return tryAgain(rooms, () => rooms.rows.change(work));
}

/** The same for new tokens: on disk when it resolves. */
export function keepWhenUnlocked<Value>(
  rooms: LockRooms,
  work: (steps: GrantSteps) => Value,
): Promise<Value | null> {
  return tryAgain(rooms, () => rooms.rows.keep(work));
}

async function tryAgain<Value>(
  { now, sleep, times, logger, isStopping = () => false }: LockRooms,
  change: () => Result<Value, string>,
): Promise<Value | null> {
  const began = now();
  const deadline = () => began + (isStopping() ? limits.lockWaitMs : times.leaseMs);
  let changed = change();
  // Most locks are those of a batch of rows: over in a moment.
  for (let pause = 1; !changed.ok && now() < deadline(); pause *= 2) {
    await sleep(Math.min(pause, limits.lockRetryMs));
    changed = change();
  }
  if (changed.ok) return changed.value;
  logger.error("A token's state could not be stored.", { reason: changed.failure });
  return null;
}
