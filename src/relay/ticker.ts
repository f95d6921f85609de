/** One timer for all streams: a timer of their own would cost each of them on every event. */

export interface Ticker {
  /** Calls `tick` about once every interval until the returned function is called. */
  add(tick: () => void): () => void;
}

export function createTicker(intervalMs: number): Ticker {
  const ticks = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | null = null;

  function run(): void {
    for (const tick of ticks) tick();
  }

  function remove(tick: () => void): void {
    ticks.delete(tick);
    if (ticks.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  }

  return {
    add(tick) {
      ticks.add(tick);
      timer ??= setInterval(run, intervalMs);
      return () => remove(tick);
    },
  };
}
