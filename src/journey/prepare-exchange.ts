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
import { readRequest, type ModelRequest } from "../read/read-request.ts";
import { readOverride } from "../route/override.ts";
import { createEstimator, createTokenEstimator } from "../route/estimate-cost.ts";
import type { Payment } from "../route/pay.ts";
import { route, type Unroutable } from "../route/route.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Arrival } from "./arrive.ts";
import { continueKept, type Continued } from "./continue-kept.ts";
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
  const { request, socket, id: requestId } = arrival;
  const { headers } = request;
  const snapshot = rooms.snapshot();
  if (snapshot.problem !== null) return failed(unreadable(snapshot.problem));
  const isLocal = isLocalPeer(request, socket);
  const who = admit({ headers, isLocal, snapshot, rules: rooms.rules });
  if (!who.ok) return who;
  const caller = takePlace(who.value, rooms.windows);
  if (!caller.ok) return caller;
  const settings = settingsFor(caller.value, snapshot);
  const asked = await readAsked(request, endpoint, { caller: caller.value, settings }, rooms);
  if (!asked.ok) return asked;
  const { request: whole, kept, wasCompressed } = asked.value;
  const override = readOverride(headers, caller.value, snapshot);
  if (!override.ok) return override;
  const news = hearOfOwner(whole, caller.value, rooms);
  if (news !== null) await news;
  const seeker = { headers, request: whole, caller: caller.value, snapshot };
  const home = findHome(seeker, rooms, rooms.now());
  const safe = protect(
    {
      request: whole,
      requestId: arrival.id,
      caller: caller.value,
      snapshot,
      conversation: home?.key.id ?? null,
    },
    rooms,
  );
  if (!safe.ok) return safe;
  const { request: masked, ...safety } = safe.value;
  const payer = payerOf(caller.value, home);
  const purse = countsTokens(endpoint.operation) ? null : rooms.budgets.purse(payer);
  const wanted = {
    model: masked.model,
    dialect: endpoint.dialect,
    client: identifyClient(headers),
    override: override.value,
    home: home?.binding ?? null,
    ...estimatorsFor(masked, home, snapshot, rooms),
    purse,
  };
  const plan = route(wanted, caller.value, snapshot, rooms);
  if (!plan.ok) {
    const question = { arrival, request: masked, caller: caller.value, settings, home };
    noteUnroutable(question, plan.failure, rooms);
    return plan;
  }
  rooms.warnStrategy(plan.value);
  const { loopCalls } = settings;
  return success({
    arrival,
    snapshot,
    request: masked,
    ...safety,
    received: masked === whole ? null : whole,
    wasCompressed,
    caller: caller.value,
    settings,
    home,
    plan: plan.value,
    kept,
    warnings: warningsFor({ request: masked, loopCalls, payer, purse, requestId }, rooms),
  });
}

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
  return [...(purse?.warnings() ?? []), ...(loop === null ? [] : [loop])];
}

interface Asked extends Continued {
  readonly wasCompressed: boolean;
}

/** The request with all that it builds on. */
async function readAsked(
  request: Request,
  { operation, dialect }: ModelEndpoint,
  asker: Pick<Exchange, "caller" | "settings">,
  rooms: Rooms,
): Promise<Result<Asked, Refusal>> {
  const body = await readBody(request, rooms.requestBodyBytes);
  if (!body.ok) return body;
  const { bytes, wasCompressed } = body.value;
  const asked = readRequest({ operation, dialect, bytes }, rooms.knownArrays);
  if (!asked.ok) return asked;
  const continued = await continueKept({ request: asked.value, ...asker }, rooms);
  return continued.ok ? success({ ...continued.value, wasCompressed }) : continued;
}

function estimatorsFor(
  request: ModelRequest,
  home: Home | null,
  snapshot: Snapshot,
  { modelLimits, now }: Rooms,
): Omit<Payment, "purse"> {
  const limitsOf = modelLimits(snapshot);
  const question = { request, limitsOf, home: home?.binding ?? null, now: now() };
  return {
    estimateUsd: createEstimator(question),
    estimateTokens: createTokenEstimator(question),
  };
}

function unreadable(problem: string): Refusal {
  return {
    kind: "unavailable",
    message: `CodeGate cannot use its database: ${problem}`,
    retryAfterSeconds: 1,
  };
}
