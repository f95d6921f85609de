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

interface Stoppable {
  stop: ((message: string) => void) | null;
}

export function createFlights(): Flights {
  const underWay = new Set<Stoppable>();
  let waiting: (() => void)[] = [];

  function begin(): Flight {
    const flight: Flight & Stoppable = {
      stop: null,
      canStop: (stop) => {
        flight.stop = stop;
      },
      land: () => {
        if (!underWay.delete(flight) || underWay.size > 0) return;
        for (const resolve of waiting) resolve();
        waiting = [];
      },
    };
    underWay.add(flight);
    return flight;
  }

  return {
    count: () => underWay.size,
    begin,
    stopAll(message) {
      for (const { stop } of underWay) stop?.(message);
    },
    whenNone: () =>
      underWay.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve);
          }),
  };
}
