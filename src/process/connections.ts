/**
 * Connections to providers that are kept for the next request. One that has been idle may be dead
 * without anybody's having been told: the laptop slept, a VPN went up, a NAT has forgotten it. A
 * request on it would wait for minutes, so that none is used again after such a change.
 */
import { limits } from "../base/limits.ts";

export type Fetch = (url: string, init: BunFetchRequestInit) => Promise<Response>;

export interface Connections {
  readonly fetch: Fetch;
  /** The next calls get new connections. Calls under way go on. */
  readonly renew: () => void;
}

/** What may change around the process. */
export interface Surroundings {
  /** Milliseconds since the epoch. */
  wallMs(): number;
  /** Milliseconds that the machine has been awake, from any moment on. */
  awakeMs(): number;
  /** All addresses of this machine as one text. */
  addresses(): string;
}

export function openConnections(surroundings: Surroundings = machine): Connections {
  const session = new Bun.FetchSession({
    keepAlive: { idleTimeout: limits.connectionIdleSeconds },
  });
  const hasChanged = watchSurroundings(surroundings);
  const renew = (): void => session.close();
  return {
    fetch(url, init) {
      // Asked with each call instead of by a timer: nothing else needs to know.
      if (hasChanged()) renew();
      return session.fetch(url, init);
    },
    renew,
  };
}

function watchSurroundings({ wallMs, awakeMs, addresses }: Surroundings): () => boolean {
  /** Grows by the time that the machine sleeps. */
  const drift = (): number => wallMs() - awakeMs();
  let lastDrift = drift();
  let lastAddresses: string | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;

  function hasSlept(): boolean {
    const before = lastDrift;
    lastDrift = drift();
    return Math.abs(lastDrift - before) > limits.sleepNoticedMs;
  }

  function hasMoved(): boolean {
    const now = awakeMs();
    if (now - lookedAt < limits.addressesLookMs) return false;
    lookedAt = now;
    const before = lastAddresses;
    lastAddresses = addresses();
    return before !== null && lastAddresses !== before;
  }

  return () => {
    // Both are asked: each has to see what it sees.
    const slept = hasSlept();
    return hasMoved() || slept;
  };
}

const machine: Surroundings = {
  wallMs: Date.now,
  awakeMs: () => performance.now(),
  addresses() {
    // Loaded with the first call: a start does without.
    const { networkInterfaces } = process.getBuiltinModule("node:os");
    const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    const outer = all.filter(({ internal }) => !internal).map(({ address }) => address);
    return outer.toSorted().join(" ");
  },
};
