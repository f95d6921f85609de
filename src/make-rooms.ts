/** Everything that requests meet on their way, put together once. */
import { createDoor } from "./admit/door.ts";
import { createBindings, type Bindings } from "./affinity/bindings.ts";
import { createOrganizations } from "./affinity/organizations.ts";
import { createBudgets, type Budgets } from "./budget/budgets.ts";
import { createMissingEndpoints } from "./attempt/missing-endpoints.ts";
import { createPlainResponses } from "./attempt/plain-responses.ts";
import { createRefusedFields } from "./attempt/refused-fields.ts";
import { systemClock } from "./base/clock.ts";
import { lazy } from "./base/lazy.ts";
import { callProviders } from "./call-providers.ts";
import { createMeters, type Meters } from "./base/meters.ts";
import { limits } from "./base/limits.ts";
import type { Logger } from "./base/logger.ts";
import { newId } from "./base/new-id.ts";
import { openBodies } from "./bodies/bodies.ts";
import { createCaptures } from "./bodies/capture.ts";
import { readBodyLimits } from "./bodies/read-limits.ts";
import { openCustody } from "./custody/open-custody.ts";
import type { TokenEndpoints } from "./custody/token-endpoints.ts";
import { createGuardRules } from "./guard/guard-rules.ts";
import { guardrails } from "./guard/lazy-guard.ts";
import { createCacheWatch } from "./forensics/watch-caches.ts";
import { createAfterwards } from "./journey/afterwards.ts";
import { createFlights, type Flights } from "./journey/flights.ts";
import { createLoopWatch } from "./journey/watch-loops.ts";
import { keepMappings } from "./journey/keep-mappings.ts";
import { keepDecisions } from "./journey/keep-decisions.ts";
import type { Rooms } from "./journey/rooms.ts";
import type { Options } from "./process/options.ts";
import type { Peers } from "./peers/peers.ts";
import { openConnections } from "./process/connections.ts";
import { createQuotas, quotaHints, type Quotas } from "./quota/keep-quota.ts";
import { createKnownArrays } from "./read/known-arrays.ts";
import { createRecorder } from "./record/record.ts";
import { createRests } from "./route/rests.ts";
import { createSpend, type Spend } from "./route/spend.ts";
import { createModelLimits } from "./route/model-limits.ts";
import { createTierRules } from "./route/tier-rules.ts";
import { createStrategyWarning } from "./route/warn-strategy.ts";
import { createWakes } from "./route/wakes.ts";
import {
  bindingHint,
  bindingHints,
  createHints,
  organizationHint,
  responseHint,
  restHint,
  tellOfWake,
  turnHint,
  tokenRateHint,
  type HintKeeper,
} from "./keep-hints.ts";
import { shareMeters } from "./share-meters.ts";
import {
  hearPeers,
  shareLock,
  shareMoney,
  shareState,
  tellOfDecisions,
  tellOfKept,
  tellOfOriginals,
  tellRest,
} from "./share-state.ts";
import { createKeptTurns, type KeptNews, type KeptTurns } from "./state/kept-turns.ts";
import type { StorePlace } from "./store/change-store.ts";
import type { Snapshot } from "./store/snapshot.ts";
import { createTokenRates } from "./usage/token-rates.ts";
import type { Store } from "./store/store.ts";

export function placeOf({ dataDirectory, accountKey, masterKey }: Options): StorePlace {
  return {
    dataDirectory,
    accountKey: accountKey ?? undefined,
    masterKey: masterKey ?? undefined,
  };
}

export interface RoomsInput {
  readonly options: Options;
  readonly endpoints: TokenEndpoints;
  readonly store: Store;
  readonly logger: Logger;
  readonly peers: Peers | undefined;
  readonly isStopping: () => boolean;
}

export function makeRooms(input: RoomsInput): Rooms {
  const { options, store, logger, peers, isStopping } = input;
  const { now } = systemClock;
  const { spend, budgets, write } = openMoney(input);
  const counted = shareMeters(peers, createMeters());
  const hints = createHints(store, peers);
  const rests = createRests({ now, ...hints(restHint), tell: tellRest(peers) });
  const quotas = keepQuotas(hints(quotaHints), now);
  const bindings = createBindings({ now, ...bindingHints(hints(bindingHint), now) });
  const responseOwners = createResponseOwners(hints(responseHint), now);
  const organizations = createOrganizations({ now, ...hints(organizationHint) });
  hearPeers(peers, { rests, quotas, bindings, responseOwners, organizations });
  const wakes = createWakes({ rests, quotas, now, tell: tellOfWake(store) });
  const snapshot = (): Snapshot => {
    const picture = store.snapshot();
    spend.observe(picture);
    budgets.observe(picture);
    wakes.observe(picture);
    return picture;
  };
  const kept = keepBodies(input);
  const flights = createFlights();
  return {
    rules: rulesOf(options),
    door: createDoor(limits.requestsPerTurn, setImmediate),
    snapshot: oncePerTurn(snapshot),
    knownArrays: createKnownArrays(),
    sealingKey: createSealingKey(store, "sealing"),
    keptTurns: keepTurns(store, now, tellOfKept(peers, now)),
    queue: store.queue,
    ...shareState(peers, systemClock, hints(turnHint)),
    exclusively: shareLock(peers, snapshot),
    rests,
    quotas,
    ...spendRooms(spend),
    budgets,
    cacheWatch: createCacheWatch({ write: store.write, newId }),
    cacheMisses: store.cacheMisses,
    partlyKnown: store.partlyKnown,
    tierRules: createTierRules((problem) => logger.warn(problem)),
    modelLimits: createModelLimits((problem) => logger.warn(problem)),
    ...openWays(input, { snapshot, flights, meters: counted.meters }),
    bindings,
    organizations,
    responseOwners,
    recorder: createRecorder({
      write,
      keepBodies: kept.bodies.keep,
      spend,
      budgets,
      now,
      newId,
      meters: counted.meters,
    }),
    ...kept,
    flights,
    afterwards: createAfterwards(logger),
    ...learnFromAnswers(now, hints(tokenRateHint)),
    ...openGuard(input, now),
    ...counted,
    watchLoops: createLoopWatch(logger),
    warnStrategy: createStrategyWarning((message) => logger.warn(message)),
    logger,
    now,
    wake: wakes.wake,
    startedAt: now(),
    worker: peers?.memory.seat ?? null,
    isStopping,
  };
}

function rulesOf({ host, allowedHosts, allowedOrigins, proxyApiKey }: Options): Rooms["rules"] {
  return { allowedHosts: [host, ...allowedHosts], allowedOrigins, proxyApiKey };
}

/**
 * Requests that one turn of the event loop brings share one look at the database: whatever was
 * committed before one of them was sent, was committed before the turn began.
 */
function oncePerTurn<Value>(look: () => Value): () => Value {
  let seen: { readonly value: Value } | null = null;
  const forget = () => {
    seen = null;
  };
  return () => {
    if (seen !== null) return seen.value;
    seen = { value: look() };
    setImmediate(forget);
    return seen.value;
  };
}

function spendRooms({ of: spendOf, reserved: reservedOf, reserve }: Spend) {
  return { spendOf, reservedOf, reserve };
}

/** What answers and refusals teach about models and servers. */
function learnFromAnswers(now: () => number, { save, load }: HintKeeper) {
  return {
    tokenRates: createTokenRates({ now, save, load }),
    refusedFields: createRefusedFields(now),
    missingEndpoints: createMissingEndpoints(now),
    plainResponses: createPlainResponses(now),
  };
}

interface Money {
  readonly spend: Spend;
  readonly budgets: Budgets;
  /** Queues a row: what is spent counts for other workers until its row is written. */
  readonly write: Store["write"];
}

function openMoney({ store, logger, peers }: RoomsInput): Money {
  const { now } = systemClock;
  const { sums, write } = shareMoney(peers, store, now);
  const { conversationSpend } = store;
  const warn = (message: string): void => logger.warn(message);
  const budgets = createBudgets({ now, warn, conversationSpend, keepSpend: write, peers: sums });
  return { spend: createSpend(sums), budgets, write };
}

function openGuard(
  { store, logger, peers }: RoomsInput,
  now: () => number,
): Pick<Rooms, "guard" | "guardRules"> {
  // Heard from the start: others may mask before this one does.
  const originals = tellOfOriginals(peers, now);
  const decisions = tellOfDecisions(peers);
  return {
    guard: lazy(() =>
      guardrails().createGuard({
        key: store.guardrailKey,
        keeper: keepDecisions(store, now, decisions),
        mappings: keepMappings(store, now, originals),
      }),
    ),
    guardRules: createGuardRules((complaint) => logger.warn(complaint)),
  };
}

/** The ways to providers, and how long is waited there. */
function openWays({ options, endpoints, logger }: RoomsInput, input: WaysInput) {
  const connections = openConnections();
  const { fetch } = connections;
  const { now } = systemClock;
  const { snapshot, flights, meters } = input;
  return {
    custody: openCustody({ place: placeOf(options), snapshot, endpoints, fetch, now, logger }),
    ...callProviders({ options, connections, flights, meters, logger }),
  };
}

interface WaysInput {
  readonly snapshot: () => Snapshot;
  readonly flights: Flights;
  readonly meters: Meters;
}

function keepBodies({ options, store, logger }: RoomsInput): Pick<Rooms, "bodies" | "capture"> {
  const bodies = openBodies({
    dataDirectory: options.dataDirectory,
    key: () => store.surelyDerivedKey("bodies"),
    limitsOf: () => readBodyLimits(store.snapshot().settings),
    logger,
    clock: systemClock,
  });
  return { bodies, capture: createCaptures() };
}

function keepTurns(store: Store, now: () => number, others: KeptNews | null): KeptTurns {
  const key = createSealingKey(store, "responses");
  return createKeptTurns({ store, key, now, others });
}

function keepQuotas({ save, load }: HintKeeper, now: () => number): Quotas {
  return createQuotas({ now, save, load: () => load() ?? [] });
}

/** Providers keep responses for longer than anybody keeps a prompt cache. */
function createResponseOwners(keeper: HintKeeper, now: () => number): Bindings {
  const idleMs = limits.keptResponseMs;
  const bounds = { idleMs, thinkingIdleMs: idleMs };
  return createBindings({ now, ...bindingHints(keeper, now, idleMs), limits: bounds });
}

/** Without an account key what is sealed can be opened until the next start. */
function createSealingKey(store: Store, purpose: string): () => Uint8Array {
  const ownKey = crypto.getRandomValues(new Uint8Array(limits.sealingKeyBytes));
  return () => store.derivedKey(purpose) ?? ownKey;
}
