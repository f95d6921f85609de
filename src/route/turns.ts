/** Positions of round-robin, which go on where they were after a restart. */
import { limits } from "../base/limits.ts";
import type { Counter } from "../peers/shared-counters.ts";

export interface Turns {
  /** Counts up for each key: the round-robin position of a config's tier. */
  next(key: string): number;
  /** Saves what is not saved yet: before a stop. */
  flush(): void;
}

export interface TurnsOptions {
  readonly count: Counter;
  /** Keeps a position beyond a restart. */
  readonly save: (key: string, value: string, expiresAt: number) => void;
  /** What was saved; asked until it is not null, which means "not readable yet". */
  readonly load: () => readonly { readonly key: string; readonly value: string }[] | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function createTurns({ count, save, load, now }: TurnsOptions): Turns {
  let starts: ReadonlyMap<string, number> | null = null;
  /** The next position of each key that is not saved, and when each was saved last. */
  const unsaved = new Map<string, number>();
  const savedAt = new Map<string, number>();

  function startOf(key: string): number {
    starts ??= readStarts(load());
    return starts?.get(key) ?? 0;
  }

  function saveOne(key: string, position: number): void {
    unsaved.delete(key);
    savedAt.set(key, now());
    save(key, String(position), now() + limits.turnMemoryMs);
  }

  return {
    next(key) {
      const turn = count(key, () => startOf(key));
      if (Math.abs(now() - (savedAt.get(key) ?? 0)) >= limits.turnSaveMs) saveOne(key, turn + 1);
      else unsaved.set(key, turn + 1);
      return turn;
    },
    flush() {
      for (const [key, position] of unsaved) saveOne(key, position);
    },
  };
}

function readStarts(saved: ReturnType<TurnsOptions["load"]>): ReadonlyMap<string, number> | null {
  if (saved === null) return null;
  const known = saved.map(({ key, value }) => [key, Number(value)] as const);
  return new Map(known.filter(([, position]) => Number.isSafeInteger(position)));
}

/** Counts up for this process alone. */
export function createCounter(): Counter {
  const next = new Map<string, number>();
  return (key, start = fromZero) => {
    const turn = next.get(key) ?? start();
    next.set(key, turn + 1);
    return turn;
  };
}

function fromZero(): number {
  return 0;
}
