/**
 * The gateway as a library: one web-standard `fetch`, to be used by this program's own server or
 * inside anybody's Bun server.
 */
import { parseBinding, type Binding } from "./affinity/binding.ts";
import { createBindings } from "./affinity/bindings.ts";
import { createRateWindows } from "./admit/rate-windows.ts";
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
import { createQuotas, quotaHints } from "./quota/keep-quota.ts";
import { createRecorder } from "./record/record.ts";
import { createTicker } from "./relay/ticker.ts";
import { createRests } from "./route/rests.ts";
import { createSpend } from "./route/spend.ts";
import { createModelLimits } from "./route/model-limits.ts";
import { createTierRules } from "./route/tier-rules.ts";
import { createTurns } from "./route/turns.ts";
import { createStrategyWarning } from "./route/warn-strategy.ts";
import { createWakes } from "./route/wakes.ts";
import type { StorePlace } from "./store/change-store.ts";
import { wakeHints, type Hint } from "./store/hints.ts";
import type { Snapshot } from "./store/snapshot.ts";
import { createTokenRates } from "./usage/token-rates.ts";
import { openStore, type Store } from "./store/store.ts";

export type { Logger } from "./base/logger.ts";
export type { Options } from "./process/options.ts";

export interface GatewayOptions extends Partial<Options> {
  /** Receives the log lines; silent without one. */
  readonly logger?: Logger;
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
  const { logger = silentLogger, ...overrides } = given;
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
  readonly isStopping: () => boolean;
}

function makeRooms(input: RoomsInput): Rooms {
  const { options, endpoints, store, logger, isStopping } = input;
  const { now } = systemClock;
  const spend = createSpend();
  const hints = createHints(store);
  const rests = createRests({ now, ...hints("rest") });
  const savedQuotas = hints(quotaHints);
  const quotas = createQuotas({
    now,
    save: savedQuotas.save,
    load: () => savedQuotas.load() ?? [],
  });
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
    windows: createRateWindows(systemClock),
    rests,
    quotas,
    spendOf: spend.of,
    reservedOf: spend.reserved,
    reserve: spend.reserve,
    nextTurn: createTurns(),
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
    bindings: createBindings({ now, ...bindingHints(hints("binding"), now) }),
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
    isStopping,
  };
}

/** Without an account key what is sealed can be opened until the next start. */
function createSealingKey(store: Store): () => Uint8Array {
  const ownKey = crypto.getRandomValues(new Uint8Array(limits.sealingKeyBytes));
  return () => store.derivedKey("sealing") ?? ownKey;
}

interface HintKeeper {
  readonly save: (key: string, value: string | null, expiresAt: number) => void;
  readonly load: () => readonly Hint[] | null;
}

/** Keeps small facts of one kind beyond a restart. */
function createHints(store: Store): (kind: string) => HintKeeper {
  return (kind) => ({
    save: (key, value, expiresAt) =>
      store.write({ table: "codegate_hints", kind, key, value, expiresAt }),
    load: () => store.readHints(kind),
  });
}

/** For other processes on this database, and for a later start. */
function tellOfWake({ write }: Store): (accountId: string, at: number) => void {
  const table = "codegate_hints";
  return (accountId, at) => {
    const expiresAt = at + limits.restMemoryMs;
    write({ table, kind: wakeHints, key: accountId, value: String(at), expiresAt });
    write({ table, kind: quotaHints, key: accountId, value: null, expiresAt });
  };
}

function bindingHints({ save, load }: HintKeeper, now: () => number) {
  return {
    save: (changed: readonly Binding[]) => {
      const expiresAt = now() + limits.bindingThinkingIdleMs;
      for (const each of changed) save(each.id, JSON.stringify(each), expiresAt);
    },
    load: () => load()?.flatMap(({ value }) => parseBinding(value) ?? []) ?? null,
  };
}

async function waitForDatabase(store: Store): Promise<Snapshot> {
  const deadline = Date.now() + limits.lockWaitMs;
  while (store.snapshot().problem !== null && Date.now() < deadline) {
    await Bun.sleep(limits.lockRetryMs);
  }
  return store.snapshot();
}
