/** What is known of one model request once it has been routed. */
import type { CallerSettings } from "../admit/caller-settings.ts";
import type { Caller } from "../admit/identify-caller.ts";
import type { RestoreTools } from "../guard/restore/restore-json.ts";
import type { ModelRequest } from "../read/read-request.ts";
import type { LoggedRequest } from "../record/record.ts";
import type { RequestFacts } from "../record/request-facts.ts";
import type { Plan } from "../route/route.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Arrival } from "./arrive.ts";
import type { KeptStart } from "./continue-kept.ts";
import type { Home } from "./find-home.ts";
import { payerOf } from "./payer.ts";

export interface Exchange {
  readonly arrival: Arrival;
  /** The picture that the request was routed by; it stays the same for all its attempts. */
  readonly snapshot: Snapshot;
  readonly request: ModelRequest;
  /** Brings back what was masked in the request; null = nothing is masked. */
  readonly restoring: RestoreTools | null;
  /** The request before guardrails changed anything; null = they did not. */
  readonly received: ModelRequest | null;
  /** What guardrails changed of the client's request, in words of `x-codegate-mutations`. */
  readonly guardMutations: readonly string[];
  /** The client sent its body compressed; the provider gets it plain. */
  readonly wasCompressed: boolean;
  readonly caller: Caller;
  readonly settings: CallerSettings;
  /** The conversation and where it lives; null when it cannot be told. */
  readonly home: Home | null;
  readonly plan: Plan;
  /** What its client may build on it; null = its answer is not kept here. */
  readonly kept: KeptStart | null;
  /** Sentences for the client and the log: what is not wrong yet. */
  readonly warnings: readonly string[];
}

/** What the rows of an exchange say about its request. */
export function factsOf(exchange: Exchange): RequestFacts {
  const { plan, caller, home, warnings } = exchange;
  return {
    ...loggedOf(exchange),
    configId: plan.configId,
    tier: plan.tier,
    payer: payerOf(caller, home),
    warnings,
  };
}

/** What is known of a request before it is routed. */
export type Question = Pick<Exchange, "arrival" | "request" | "caller" | "settings" | "home">;

export function loggedOf(question: Question): LoggedRequest {
  const { arrival, request, caller, settings, home } = question;
  return {
    id: arrival.id,
    arrivedAt: arrival.at,
    path: arrival.path,
    dialect: request.dialect,
    model: request.model,
    // Rows wait for the ends of streams, and their requests need not.
    body: settings.logsBodies || settings.keepsBodies ? request.bytes : null,
    isStream: request.isStream,
    tenantId: caller.kind === "tenant" ? caller.tenant.id : null,
    logsRequests: settings.logsRequests,
    logsBodies: settings.logsBodies,
    keepsBodies: settings.keepsBodies,
    conversation: home?.key.id ?? null,
  };
}
