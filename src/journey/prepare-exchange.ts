/** From the door to a plan. Every way to fail is a refusal that the caller gets to read. */
import { countsTokens } from "../admit/find-endpoint.ts";
import { admit, takePlace } from "../admit/admit.ts";
import { settingsFor } from "../admit/caller-settings.ts";
import { identifyClient } from "../admit/identify-client.ts";
import { isLocalPeer } from "../admit/is-local-peer.ts";
import type { Payer, Purse } from "../budget/budgets.ts";
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import { readBody } from "../read/read-body.ts";
import { readRequest, type ModelRequest, type RawRequest } from "../read/read-request.ts";
import { readOverride, type Override } from "../route/override.ts";
import {
  createEstimator,
  createTokenEstimator,
  type CostQuestion,
} from "../route/estimate-cost.ts";
import { route, type Unroutable } from "../route/route.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Arrival } from "./arrive.ts";
import { continueKept, mayBuildOn, type Continued } from "./continue-kept.ts";
import type { Exchange } from "./exchange.ts";
import { findHome, type Home } from "./find-home.ts";
import { hearOfOwner } from "./find-owner.ts";
import { noteUnroutable } from "./note-unserved.ts";
import { protect } from "./protect.ts";
import { payerOf } from "./payer.ts";
import type { ModelEndpoint, Rooms } from "./rooms.ts";

export async function prepareExchange(
  arrival: Arrival,
  endpoint: ModelEndpoint,
  rooms: Rooms,
): Promise<Result<Exchange, Refusal | Unroutable>> {
  const { request, socket } = arrival;
  const { headers } = request;
  const snapshot = rooms.snapshot();
  if (snapshot.problem !== null) return failed(unreadable(snapshot.problem));
  const isLocal = isLocalPeer(request, socket);
  const who = admit({ headers, isLocal, snapshot, rules: rooms.rules });
  if (!who.ok) return who;
  const caller = takePlace(who.value, rooms.windows);
  if (!caller.ok) return caller;
  const settings = settingsFor(caller.value, snapshot);
  const body = await readBody(request, rooms.requestBodyBytes);
  if (!body.ok) return body;
  const { bytes, wasCompressed } = body.value;
  const { operation, dialect } = endpoint;
  const asked = readAsked({ operation, dialect, bytes }, { caller: caller.value, settings }, rooms);
  const continued = asked instanceof Promise ? await asked : asked;
  if (!continued.ok) return continued;
  const { request: whole, kept } = continued.value;
  const override = readOverride(headers, caller.value, snapshot);
  if (!override.ok) return override;
  const news = hearOfOwner(whole, caller.value, rooms);
  if (news !== null) await news;
  const known = { arrival, snapshot, caller: caller.value, settings, kept, wasCompressed };
  return planExchange({ ...known, request: whole, override: override.value }, rooms);
}

interface Known extends Pick<
  Exchange,
  "arrival" | "snapshot" | "caller" | "settings" | "kept" | "wasCompressed"
> {
  /** As its client sent it, with all that it builds on. */
  readonly request: ModelRequest;
  readonly override: Override;
}

/** What is masked of it, and who is to be asked. */
function planExchange(known: Known, rooms: Rooms): Result<Exchange, Refusal | Unroutable> {
  const { arrival, snapshot, caller, settings, kept, wasCompressed, request: whole } = known;
  const { id: requestId } = arrival;
  const { headers } = arrival.request;
  const home = findHome({ headers, request: whole, caller, snapshot }, rooms, rooms.now());
  const conversation = home?.key.id ?? null;
  const safe = protect({ request: whole, requestId, caller, snapshot, conversation }, rooms);
  if (!safe.ok) return safe;
  const { request, restoring, guardMutations } = safe.value;
  const payer = payerOf(caller, home);
  const purse = countsTokens(request.operation) ? null : rooms.budgets.purse(payer);
  const question = costQuestion(request, home, snapshot, rooms);
  const wanted = {
    model: request.model,
    dialect: request.dialect,
    client: identifyClient(headers),
    override: known.override,
    home: home?.binding ?? null,
    estimateUsd: createEstimator(question),
    estimateTokens: createTokenEstimator(question),
    purse,
  };
  const plan = route(wanted, caller, snapshot, rooms);
  if (!plan.ok) {
    noteUnroutable({ arrival, request, caller, settings, home }, plan.failure, rooms);
    return plan;
  }
  rooms.warnStrategy(plan.value);
  const { loopCalls } = settings;
  return success({
    arrival,
    snapshot,
    request,
    restoring,
    guardMutations,
    received: request === whole ? null : whole,
    wasCompressed,
    caller,
    settings,
    home,
    plan: plan.value,
    kept,
    warnings: warningsFor({ request, loopCalls, payer, purse, requestId }, rooms),
  });
}

const noWarnings: readonly string[] = [];

interface WarningsInput {
  readonly request: ModelRequest;
  readonly loopCalls: number;
  readonly payer: Payer;
  readonly purse: Purse | null;
  readonly requestId: string;
}

function warningsFor(input: WarningsInput, { watchLoops }: Rooms): readonly string[] {
  const { request, loopCalls: times, payer, purse, requestId } = input;
  const loop = watchLoops({ request, times, conversation: payer.conversation, requestId });
  if (purse === null && loop === null) return noWarnings;
  return [...(purse?.warnings() ?? []), ...(loop === null ? [] : [loop])];
}

/** The request with all that it builds on. */
function readAsked(
  raw: RawRequest,
  asker: Pick<Exchange, "caller" | "settings">,
  rooms: Rooms,
): Result<Continued, Refusal> | Promise<Result<Continued, Refusal>> {
  const asked = readRequest(raw, rooms.knownArrays);
  if (!asked.ok) return asked;
  const request = asked.value;
  return mayBuildOn(request, asker.settings)
    ? continueKept({ request, caller: asker.caller }, rooms)
    : success({ request, kept: null });
}

function costQuestion(
  request: ModelRequest,
  home: Home | null,
  snapshot: Snapshot,
  { modelLimits, now }: Rooms,
): CostQuestion {
  return { request, limitsOf: modelLimits(snapshot), home: home?.binding ?? null, now: now() };
}

function unreadable(problem: string): Refusal {
  return {
    kind: "unavailable",
    message: `CodeGate cannot use its database: ${problem}`,
    retryAfterSeconds: 1,
  };
}
