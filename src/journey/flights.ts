/** Requests under way, so that a stop can wait for them and end the ones that take too long. */

export interface Flight {
  /** From now on this request can be ended early, with words for its client. */
  canStop(stop: (message: string) => void): void;
  /** The request is over. Calling it again does nothing. */
  land(): void;
}

export interface Flights {
  count(): number;
  begin(): Flight;
  /** Ends every stream that is still running. */
  stopAll(message: string): void;
  /** Resolves when nothing is under way. */
  whenNone(): Promise<void>;
}

export function createFlights(): Flights {
  const stops = new Map<Flight, ((message: string) => void) | null>();
  let waiting: (() => void)[] = [];

  function begin(): Flight {
    const flight: Flight = {
      canStop: (stop) => {
        if (stops.has(flight)) stops.set(flight, stop);
      },
      land: () => {
        if (!stops.delete(flight) || stops.size > 0) return;
        for (const resolve of waiting) resolve();
        waiting = [];
      },
    };
    stops.set(flight, null);
    return flight;
  }

  return {
    count: () => stops.size,
    begin,
    stopAll(message) {
      for (const stop of stops.values()) stop?.(message);
    },
    whenNone: () =>
      stops.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve);
          }),
  };
}
