/** Everything a request meets on its way, made once by the gateway. */
import type { Bindings } from "../affinity/bindings.ts";
import type { Organizations } from "../affinity/organizations.ts";
import type { AdmitRules } from "../admit/admit.ts";
import type { Endpoint } from "../admit/find-endpoint.ts";
import type { Door } from "../admit/door.ts";
import type { MissingEndpoints } from "../attempt/missing-endpoints.ts";
import type { PlainResponses } from "../attempt/plain-responses.ts";
import type { RefusedFields } from "../attempt/refused-fields.ts";
import type { SendOptions } from "../attempt/send.ts";
import type { Budgets } from "../budget/budgets.ts";
import type { Custody } from "../custody/custody.ts";
import type { Logger } from "../base/logger.ts";
import type { Bodies } from "../bodies/bodies.ts";
import type { Capture } from "../bodies/capture.ts";
import type { Meters, Sample } from "../base/meters.ts";
import type { CacheWatch } from "../forensics/watch-caches.ts";
import type { Recorder } from "../record/record.ts";
import type { KnownArrays } from "../read/known-arrays.ts";
import type { RelayOptions } from "../relay/relay-stream.ts";
import type { Quotas } from "../quota/keep-quota.ts";
import type { LimitFinder } from "../route/model-limits.ts";
import type { Plan, RouteRooms } from "../route/route.ts";
import type { Turns } from "../route/turns.ts";
import type { Spend } from "../route/spend.ts";
import type { Guard } from "../guard/guard.ts";
import type { Rules } from "../guard/rules/rules.ts";
import type { KeptTurns } from "../state/kept-turns.ts";
import type { Store } from "../store/store.ts";
import type { Snapshot, Tenant } from "../store/snapshot.ts";
import type { QueueState } from "../store/writer.ts";
import type { TokenRates } from "../usage/token-rates.ts";
import type { Afterwards } from "./afterwards.ts";
import type { Flights } from "./flights.ts";
import type { LoopWatch } from "./watch-loops.ts";

export interface Rooms extends RouteRooms {
  readonly rules: AdmitRules;
  readonly door: Door;
  readonly requestBodyBytes: number;
  /** What turns of conversations have in common with the turns before them. */
  readonly knownArrays: KnownArrays;
  readonly snapshot: () => Snapshot;
  /** 32 bytes that seal what clients carry for us from turn to turn. */
  readonly sealingKey: () => Uint8Array;
  readonly queue: () => QueueState;
  readonly sending: SendOptions;
  readonly custody: Custody;
  readonly relaying: RelayOptions;
  /** Wait for a stream's begin after which its client gets one all the same, ms; 0 = never. */
  readonly earlyAnswerMs: number;
  readonly bindings: Bindings;
  readonly organizations: Organizations;
  /** Which account's provider keeps a response. */
  readonly responseOwners: Bindings;
  /** What callers may spend. */
  readonly budgets: Budgets;
  /** Why prompt caches were missed. */
  readonly cacheWatch: CacheWatch;
  readonly cacheMisses: Store["cacheMisses"];
  /** Accounts whose spend is a least one. */
  readonly partlyKnown: Store["partlyKnown"];
  readonly quotas: Quotas;
  readonly turns: Turns;
  readonly recorder: Recorder;
  readonly keptTurns: KeptTurns;
  readonly bodies: Bodies;
  /** Begins to copy an answer that passes as a stream. */
  readonly capture: () => Capture;
  readonly tokenRates: TokenRates;
  /** Loaded when first asked for. */
  readonly guard: () => Guard;
  /** What the guardrails do for a caller, by the settings of this moment. */
  readonly guardRules: (snapshot: Snapshot, tenant: Tenant | null) => Rules;
  readonly meters: Meters;
  /** What the other workers of this gateway have counted. */
  readonly countedElsewhere: () => readonly Sample[];
  readonly refusedFields: RefusedFields;
  readonly missingEndpoints: MissingEndpoints;
  readonly plainResponses: PlainResponses;
  readonly modelLimits: (snapshot: Snapshot) => LimitFinder;
  /** Sets US dollars aside for a request under way. */
  readonly reserve: Spend["reserve"];
  readonly flights: Flights;
  readonly afterwards: Afterwards;
  /** A person says that the account may be asked again. */
  readonly wake: (accountId: string) => void;
  /** What to tell the client when its agent goes round in circles. */
  readonly watchLoops: LoopWatch;
  /** Told of each plan; warns when its config names no strategy. */
  readonly warnStrategy: (plan: Plan) => void;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly startedAt: number;
  /** Runs the work while no other worker of this gateway takes a place or from a budget. */
  readonly exclusively: <Value>(work: () => Value) => Value;
  /** Which of several workers this is, from 0; null = it works alone. */
  readonly worker: number | null;
  readonly isStopping: () => boolean;
}

export type ResponseEndpoint = Extract<Endpoint, { kind: "response" }>;
export type ModelEndpoint = Extract<Endpoint, { kind: "model" }>;
