/** A place to wait for "something changed", so that nothing in the tests has to poll. */
export interface Bell {
  /** Wakes everybody who waits now. */
  ring(): void;
  /** Resolves at the next ring. */
  next(): Promise<void>;
}

export function createBell(): Bell {
  let rung = Promise.withResolvers<void>();
  return {
    ring() {
      const current = rung;
      rung = Promise.withResolvers();
      current.resolve();
    },
    next: () => rung.promise,
  };
}

/** How long a wait in a test may last by default, milliseconds: below the 5 s of a test. */
const defaultWaitMs = 8_000;

interface WaitOptions {
  readonly timeoutMs?: number | undefined;
  /** Said in the error when the time is up, so that a failing test explains itself. */
  describe(): string;
}

/** The value of a promise, or an error that says what did not happen in time. */
export async function inTime<Value>(promise: Promise<Value>, options: WaitOptions): Promise<Value> {
  const timeoutMs = options.timeoutMs ?? defaultWaitMs;
  const expired = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    expired.reject(new Error(`waited ${timeoutMs} ms for ${options.describe()}`));
  }, timeoutMs);
  try {
    return await Promise.race([promise, expired.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until `condition` holds, looking again at every ring. Rejects when the time is up. */
export async function waitUntil(
  bell: Bell,
  condition: () => boolean,
  options: WaitOptions,
): Promise<void> {
  let waiting = true;
  const watch = async () => {
    for (;;) {
      if (!waiting || condition()) return;
      await bell.next();
    }
  };
  try {
    await inTime(watch(), options);
  } finally {
    waiting = false;
  }
}
