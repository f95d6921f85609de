/**
 * The gateway as a library: one web-standard `fetch`, to be used by this program's own server or
 * inside anybody's Bun server.
 */
import { createBindings } from "./affinity/bindings.ts";
import type { Socket } from "./admit/is-local-peer.ts";
import { createMissingEndpoints } from "./attempt/missing-endpoints.ts";
import { createRefusedFields } from "./attempt/refused-fields.ts";
import { systemClock } from "./base/clock.ts";
import { limits } from "./base/limits.ts";
import { silentLogger, type Logger } from "./base/logger.ts";
import { newId } from "./base/new-id.ts";
import { openCustody, readEndpoints } from "./custody/open-custody.ts";
import type { TokenEndpoints } from "./custody/token-endpoints.ts";
import { createFindingCounts } from "./guard/count-findings.ts";
import { createGuard } from "./guard/guard.ts";
import { createGuardRules } from "./guard/guard-rules.ts";
import { createFlights } from "./journey/flights.ts";
import { createJourney } from "./journey/journey.ts";
import { keepDecisions } from "./journey/keep-decisions.ts";
import type { Rooms } from "./journey/rooms.ts";
import { readOptions, type Options } from "./process/options.ts";
import type { Peers } from "./peers/peers.ts";
import { createQuotas, quotaHints } from "./quota/keep-quota.ts";
import { createRecorder } from "./record/record.ts";
import { createTicker } from "./relay/ticker.ts";
import { createRests } from "./route/rests.ts";
import { createSpend } from "./route/spend.ts";
import { createModelLimits } from "./route/model-limits.ts";
import { createTierRules } from "./route/tier-rules.ts";
import { createStrategyWarning } from "./route/warn-strategy.ts";
import { createWakes } from "./route/wakes.ts";
import { bindingHint, bindingHints, createHints, restHint, tellOfWake } from "./keep-hints.ts";
import { hearPeers, shareState, tellRest } from "./share-state.ts";
import type { StorePlace } from "./store/change-store.ts";
import type { Snapshot } from "./store/snapshot.ts";
import { createTokenRates } from "./usage/token-rates.ts";
import { openStore, type Store } from "./store/store.ts";

export type { Logger } from "./base/logger.ts";
export type { Options } from "./process/options.ts";

export interface GatewayOptions extends Partial<Options> {
  /** Receives the log lines; silent without one. */
  readonly logger?: Logger;
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
  const { logger = silentLogger, peers, ...overrides } = given;
  const environment = readOptions(process.env);
  if (!environment.ok) throw new TypeError(environment.failure.join("\n"));
  const options: Options = Object.freeze({ ...environment.value, ...overrides });
  const endpoints = readEndpoints(options.oauthFile);
  if (!endpoints.ok) throw new TypeError(endpoints.failure);
  const guardrailKey = options.guardrailKey ?? undefined;
  const store = openStore({ ...placeOf(options), guardrailKey, logger, clock: systemClock });
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
    const late = Bun.sleep(options.stopTimeoutMs).then(() => "late");
    if ((await Promise.race([flights.whenNone(), late])) === "late") {
      flights.stopAll("CodeGate is stopping; the answer is not complete.");
      // Requests that still waited for a provider end a moment later, and are written down too.
      await Promise.race([flights.whenNone(), Bun.sleep(limits.stopDrainMs)]);
    }
    await rooms.custody.close();
    rooms.bindings.flush();
    rooms.quotas.flush();
    await store.close();
  }

  const ready = waitForDatabase(store).then((snapshot) => {
    rooms.quotas.load();
    if (!isStopping) rooms.custody.start();
    return snapshot;
  });
  return { fetch: createJourney(rooms), ready, close };
}

function placeOf({ dataDirectory, accountKey, masterKey }: Options): StorePlace {
  return {
    dataDirectory,
    accountKey: accountKey ?? undefined,
    masterKey: masterKey ?? undefined,
  };
}

interface RoomsInput {
  readonly options: Options;
  readonly endpoints: TokenEndpoints;
  readonly store: Store;
  readonly logger: Logger;
  readonly peers: Peers | undefined;
  readonly isStopping: () => boolean;
}

function makeRooms(input: RoomsInput): Rooms {
  const { options, endpoints, store, logger, peers, isStopping } = input;
  const { now } = systemClock;
  const spend = createSpend();
  const hints = createHints(store, peers);
  const rests = createRests({ now, ...hints(restHint), tell: tellRest(peers) });
  const savedQuotas = hints(quotaHints);
  const quotas = createQuotas({
    now,
    save: savedQuotas.save,
    load: () => savedQuotas.load() ?? [],
  });
  const bindings = createBindings({ now, ...bindingHints(hints(bindingHint), now) });
  hearPeers(peers, { rests, quotas, bindings });
  const wakes = createWakes({ rests, quotas, now, tell: tellOfWake(store) });
  const snapshot = (): Snapshot => {
    const picture = store.snapshot();
    spend.observe(picture);
    wakes.observe(picture);
    return picture;
  };
  const { allowedHosts, allowedOrigins, proxyApiKey } = options;
  const { headersTimeoutMs, firstContentTimeoutMs, idleTimeoutMs, pingIntervalMs } = options;
  return {
    rules: { allowedHosts: [options.host, ...allowedHosts], allowedOrigins, proxyApiKey },
    requestBodyBytes: options.requestBodyBytes,
    snapshot,
    sealingKey: createSealingKey(store),
    queue: store.queue,
    ...shareState(peers, systemClock),
    rests,
    quotas,
    spendOf: spend.of,
    reservedOf: spend.reserved,
    reserve: spend.reserve,
    tierRules: createTierRules((problem) => logger.warn(problem)),
    modelLimits: createModelLimits((problem) => logger.warn(problem)),
    custody: openCustody({ place: placeOf(options), snapshot, endpoints, fetch, now, logger }),
    sending: { fetch, headersTimeoutMs, firstContentTimeoutMs, idleTimeoutMs },
    relaying: {
      ticker: createTicker(limits.streamTickMs),
      now,
      idleTimeoutMs,
      pingIntervalMs,
    },
    earlyAnswerMs: options.earlyAnswerMs,
    bindings,
    recorder: createRecorder({ write: store.write, spend, now, newId }),
    flights: createFlights(),
    tokenRates: createTokenRates(now),
    guard: createGuard({ key: store.guardrailKey, keeper: keepDecisions(store, now) }),
    guardRules: createGuardRules((complaint) => logger.warn(complaint)),
    findings: createFindingCounts(),
    refusedFields: createRefusedFields(now),
    missingEndpoints: createMissingEndpoints(now),
    warnStrategy: createStrategyWarning((message) => logger.warn(message)),
    logger,
    now,
    wake: wakes.wake,
    startedAt: now(),
    worker: peers?.memory.seat ?? null,
    isStopping,
  };
}

/** Without an account key what is sealed can be opened until the next start. */
function createSealingKey(store: Store): () => Uint8Array {
  const ownKey = crypto.getRandomValues(new Uint8Array(limits.sealingKeyBytes));
  return () => store.derivedKey("sealing") ?? ownKey;
}

async function waitForDatabase(store: Store): Promise<Snapshot> {
  const deadline = Date.now() + limits.lockWaitMs;
  while (store.snapshot().problem !== null && Date.now() < deadline) {
    await Bun.sleep(limits.lockRetryMs);
  }
  return store.snapshot();
}
