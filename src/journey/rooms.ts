/** Everything a request meets on its way, made once by the gateway. */
import type { Bindings } from "../affinity/bindings.ts";
import type { AdmitRules } from "../admit/admit.ts";
import type { Endpoint } from "../admit/find-endpoint.ts";
import type { SendOptions } from "../attempt/send.ts";
import type { Custody } from "../custody/custody.ts";
import type { Logger } from "../base/logger.ts";
import type { Recorder } from "../record/record.ts";
import type { RelayOptions } from "../relay/relay-stream.ts";
import type { Quotas } from "../quota/keep-quota.ts";
import type { RouteRooms } from "../route/route.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Flights } from "./flights.ts";

export interface Rooms extends RouteRooms {
  readonly rules: AdmitRules;
  readonly requestBodyBytes: number;
  readonly snapshot: () => Snapshot;
  readonly queue: () => { rows: number; bytes: number; dropped: number };
  readonly sending: SendOptions;
  readonly custody: Custody;
  readonly relaying: RelayOptions;
  readonly bindings: Bindings;
  readonly quotas: Quotas;
  readonly recorder: Recorder;
  readonly flights: Flights;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly startedAt: number;
  readonly isStopping: () => boolean;
}

export type ModelEndpoint = Extract<Endpoint, { kind: "model" }>;
