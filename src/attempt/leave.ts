/**
 * Nobody waits for an answer any more. A plain object: an AbortController with its signal and
 * listener are native ones, which cost the collector more than everything else of a request.
 */

export type LeaveReason = "client left" | "stopped";

export interface Leave {
  /** Null = somebody waits. */
  readonly reason: LeaveReason | null;
  /** Calls once, when nobody waits any more. Returns how to take that back. */
  on(call: () => void): () => void;
}

export interface Leaving extends Leave {
  /** Only the first reason counts. */
  tell(reason: LeaveReason): void;
}

export function createLeave(): Leaving {
  let calls: readonly (() => void)[] = [];
  const leave = {
    reason: null as LeaveReason | null,
    on(call: () => void) {
      calls = [...calls, call];
      return () => {
        calls = calls.filter((each) => each !== call);
      };
    },
    tell(why: LeaveReason) {
      if (leave.reason !== null) return;
      leave.reason = why;
      for (const call of calls) call();
    },
  };
  return leave;
}

/** What comes of the work; null as soon as nobody waits for the answer any more. */
export async function unlessLeft<Value>(work: Promise<Value>, leave: Leave): Promise<Value | null> {
  const { promise: left, resolve } = Promise.withResolvers<null>();
  const stay = leave.on(() => resolve(null));
  if (leave.reason !== null) resolve(null);
  try {
    return await Promise.race([work, left]);
  } finally {
    stay();
  }
}
