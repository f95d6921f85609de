/**
 * The gateway as a library: one web-standard `fetch`, to be used by this program's own server or
 * inside anybody's Bun server.
 */
import type { Socket } from "./admit/is-local-peer.ts";
import { systemClock } from "./base/clock.ts";
import { isDoneWithin } from "./base/done-within.ts";
import { limits } from "./base/limits.ts";
import { silentLogger, type Logger } from "./base/logger.ts";
import { readEndpoints } from "./custody/open-custody.ts";
import { isMasking } from "./guard/is-masking.ts";
import { guardrails } from "./guard/lazy-guard.ts";
import { createJourney } from "./journey/journey.ts";
import { makeRooms, placeOf } from "./make-rooms.ts";
import { readOptions, type Options } from "./process/options.ts";
import type { Peers } from "./peers/peers.ts";
import type { Snapshot } from "./store/snapshot.ts";
import { shareCommits } from "./share-state.ts";
import { openStore, type Store } from "./store/store.ts";

export type { Logger } from "./base/logger.ts";
export type { Options } from "./process/options.ts";

export interface GatewayOptions extends Partial<Options> {
  /** Receives the log lines; silent without one. */
  readonly logger?: Logger;
  /** Nothing else in this process uses the database: rows are written while requests go on. */
  readonly ownsThread?: boolean;
  /** The other workers, where several processes are one gateway (`codegate serve --workers`). */
  readonly peers?: Peers;
}

export interface Gateway {
  /**
   * Answers one request. Give it Bun's server as second argument (`Bun.serve({ fetch:
   * gateway.fetch })` does): without it a caller's address is unknown, so that every model request
   * needs a key, and long answers live under the host's idle limit.
   */
  readonly fetch: (request: Request, server?: Socket) => Promise<Response>;
  /** Resolves when the database could be read, or after five seconds with what hinders it. */
  readonly ready: Promise<Snapshot>;
  /**
   * Stops: new model requests get 503, those under way may finish until the stop timeout, what
   * was spent is written down, the database is closed.
   */
  readonly close: () => Promise<void>;
}

/**
 * Makes a gateway. Options that are not given come from the environment. Throws a TypeError with
 * a sentence per variable when the environment cannot be used.
 */
export function createGateway(given: GatewayOptions = {}): Gateway {
  const { logger = silentLogger, peers, ownsThread = false, ...overrides } = given;
  const environment = readOptions(process.env);
  if (!environment.ok) throw new TypeError(environment.failure.join("\n"));
  const options: Options = Object.freeze({ ...environment.value, ...overrides });
  const endpoints = readEndpoints(options.oauthFile);
  if (!endpoints.ok) throw new TypeError(endpoints.failure);
  const guardrailKey = options.guardrailKey ?? undefined;
  const store = openStore({
    ...placeOf(options),
    guardrailKey,
    logger,
    clock: systemClock,
    ownsThread,
    commits: shareCommits(peers),
  });
  let isStopping = false;
  const rooms = makeRooms({
    options,
    endpoints: endpoints.value,
    store,
    logger,
    peers,
    isStopping: () => isStopping,
  });

  async function close(): Promise<void> {
    if (isStopping) return;
    isStopping = true;
    const { flights } = rooms;
    if (!(await isDoneWithin(flights.whenNone(), options.stopTimeoutMs))) {
      flights.stopAll("CodeGate is stopping; the answer is not complete.");
      // Requests that still waited for a provider end a moment later, and are written down too.
      await isDoneWithin(flights.whenNone(), limits.stopDrainMs);
    }
    rooms.afterwards.settle();
    await rooms.custody.close();
    rooms.sending.renewConnections();
    rooms.cacheWatch.flush();
    rooms.bindings.flush();
    rooms.responseOwners.flush();
    rooms.quotas.flush();
    rooms.turns.flush();
    await rooms.bodies.close();
    await store.close();
  }

  const ready = waitForDatabase(store).then((snapshot) => {
    rooms.quotas.load();
    if (!isStopping) rooms.custody.start();
    // Before the first request waits for them, and behind the first answer of a start.
    if (isMasking(snapshot)) setTimeout(guardrails, limits.guardLoadingMs).unref();
    return snapshot;
  });
  return { fetch: createJourney(rooms), ready, close };
}

/** Resolves to the picture when there is one, or after a while to what hinders it. */
export async function waitForDatabase(store: Store): Promise<Snapshot> {
  const deadline = Date.now() + limits.lockWaitMs;
  while (store.snapshot().problem !== null && Date.now() < deadline) {
    await Bun.sleep(limits.lockRetryMs);
  }
  return store.snapshot();
}
