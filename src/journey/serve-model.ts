/** A model request: from the door through the attempts to the answer. */
import { refuse } from "../answer/refuse.ts";
import { attemptAll, type Attempted } from "../attempt/attempt.ts";
import { prepare, type Outgoing } from "../attempt/prepare.ts";
import { pause } from "../attempt/pause.ts";
import type { UpstreamAnswer } from "../attempt/answer.ts";
import { send } from "../attempt/send.ts";
import type { Gone, Trouble } from "../attempt/trouble.ts";
import type { Refusal } from "../base/refusal.ts";
import type { Result } from "../base/result.ts";
import { readQuota } from "../quota/read-quota.ts";
import type { Candidate } from "../route/candidate.ts";
import { headerText } from "../relay/response-headers.ts";
import { explainNobody } from "../route/explain-route.ts";
import { overBudget, type Asked, type Unroutable } from "../route/route.ts";
import { nothingReserved, type Reservation } from "../route/spend.ts";
import { limits } from "../base/limits.ts";
import { answerInTime, type LeaveReason } from "./answer-in-time.ts";
import type { Arrival } from "./arrive.ts";
import { deliver, nobodyToAnswer } from "./deliver.ts";
import type { Exchange } from "./exchange.ts";
import { keepToOwners } from "./keep-to-owners.ts";
import { noteFailure } from "./note-failure.ts";
import { noteUnroutable } from "./note-unserved.ts";
import { prepareExchange } from "./prepare-exchange.ts";
import type { ModelEndpoint, Rooms } from "./rooms.ts";
import { homeWait, thinkingWaitMs } from "./wait-for-home.ts";

export async function serveModel(
  arrival: Arrival,
  endpoint: ModelEndpoint,
  rooms: Rooms,
): Promise<Response> {
  const { request, socket } = arrival;
  const flight = rooms.flights.begin();
  const controller = new AbortController();
  const leave = (why: LeaveReason) => controller.abort(why);
  request.signal.addEventListener("abort", () => leave("client left"), { once: true });
  flight.canStop(() => leave("stopped"));
  try {
    return await serve({ arrival, endpoint, rooms, leave, leaveSignal: controller.signal });
  } finally {
    flight.land();
    // A client that stops reading, or keeps an idle connection for ever, is the server's again.
    socket?.timeout(request, limits.clientIdleSeconds);
  }
}

interface ServeInput {
  readonly arrival: Arrival;
  readonly endpoint: ModelEndpoint;
  readonly rooms: Rooms;
  /** Ends the calls of the request. */
  readonly leave: (why: LeaveReason) => void;
  /** Aborts when the client goes away, or when the gateway stops and can wait no longer. */
  readonly leaveSignal: AbortSignal;
}

async function serve(input: ServeInput): Promise<Response> {
  const { arrival, endpoint, rooms, leave, leaveSignal } = input;
  try {
    const prepared = await prepareExchange(arrival, endpoint, rooms);
    if (!prepared.ok) return turnAway(prepared.failure, arrival, rooms);
    // The answer may take minutes; the deadlines from here on are ours, not the server's.
    arrival.socket?.timeout(arrival.request, 0);
    const kept = keepToOwners(prepared.value);
    if (!kept.ok) {
      noteUnroutable(prepared.value, kept.failure, rooms);
      return turnAway(kept.failure, arrival, rooms);
    }
    const exchange = kept.value;
    let isBegun = false;
    const onEarly = () => {
      isBegun = true;
    };
    const work = answer(exchange, rooms, leaveSignal, () => isBegun);
    return await answerInTime({ work, exchange, onEarly, leave }, rooms);
  } catch (error) {
    // Bun's words when the client leaves in the middle of its body; anything else surfaces.
    const hasLeft = arrival.request.signal.aborted;
    if (hasLeft && error instanceof Error && error.name === "AbortError") return nobodyToAnswer();
    throw error;
  }
}

/** No account is asked. Why stands in the answer, and in the log when it is not the client's doing. */
function turnAway(
  refusal: Refusal | Unroutable,
  { id: requestId, dialect }: Arrival,
  { logger }: Rooms,
): Response {
  if (refusal.kind === "unavailable" || refusal.kind === "rate_limit") {
    logger.warn("no account is asked", { request: requestId, reason: refusal.message });
  }
  const headers =
    "skips" in refusal ? { "x-codegate-route": headerText(explainNobody(refusal.skips)) } : {};
  return refuse({ refusal, dialect, requestId, headers });
}

async function answer(
  exchange: Exchange,
  rooms: Rooms,
  leaveSignal: AbortSignal,
  isBegun: () => boolean,
): Promise<Response> {
  const settled = await atHome(exchange, rooms, leaveSignal);
  const attempted = await attempt(settled, rooms, leaveSignal);
  const hasLeft = leaveSignal.reason === ("client left" satisfies LeaveReason);
  return deliver(attempted, settled, rooms, { isBegun: isBegun(), hasLeft });
}

/** The exchange, after a wait for the conversation's own account where that is worth it. */
async function atHome(
  exchange: Exchange,
  rooms: Rooms,
  leaveSignal: AbortSignal,
): Promise<Exchange> {
  const wait = homeWait(exchange, rooms.now());
  if (wait === null || !(await pause(wait.waitMs, leaveSignal))) return exchange;
  return { ...exchange, plan: wait.plan };
}

/** True when the conversation holds thinking that another account than this one has signed. */
function isForeign({ home, settings }: Exchange, accountId: string): boolean {
  const signers = home?.signers ?? [];
  return settings.foreignThinking !== "keep" && signers.some((signer) => signer !== accountId);
}

/** The upstream call for a candidate; what it cannot read of the conversation is left out. */
function prepareFor(exchange: Exchange, candidate: Candidate, { logger }: Rooms): Outgoing {
  const { arrival, request, snapshot, home } = exchange;
  const outgoing = prepare({
    request,
    candidate,
    clientHeaders: arrival.request.headers,
    query: arrival.query,
    maxOutputTokens: snapshot.maxOutputTokens,
    dropsThinking: isForeign(exchange, candidate.account.id),
  });
  if (outgoing.droppedThinking > 0) {
    logger.warn("thinking of another account left out", {
      request: arrival.id,
      account: candidate.account.name,
      blocks: outgoing.droppedThinking,
      signed_by: home?.signers.map((id) => snapshot.accounts.get(id)?.name ?? id).join(", "),
    });
  }
  return outgoing;
}

/** Refusals tell of quotas too, and more often than answers do. */
function noteQuota(
  { account, model }: Candidate,
  result: Result<UpstreamAnswer, Trouble | Gone>,
  { quotas, now }: Rooms,
): void {
  const isRefused = !result.ok && result.failure.kind === "refused";
  const headers = result.ok
    ? result.value.headers
    : isRefused
      ? result.failure.answer.headers
      : null;
  const report = headers === null ? null : readQuota(headers, now());
  if (report !== null) quotas.note(account.id, model, report);
}

/** Only accounts with a budget have something to set aside. */
function reserveFor({ account, model }: Candidate, asked: Asked, { reserve }: Rooms): Reservation {
  if (account.monthlyBudget === null) return nothingReserved;
  return reserve(account.id, asked.estimateUsd(account, model) ?? 0);
}

function attempt(exchange: Exchange, rooms: Rooms, leaveSignal: AbortSignal): Promise<Attempted> {
  const { request, settings } = exchange;
  return attemptAll(exchange.plan, {
    windows: rooms.windows,
    rests: rooms.rests,
    overBudget: (candidate) => overBudget(candidate, exchange.plan.asked, rooms),
    reserve: (candidate) => reserveFor(candidate, exchange.plan.asked, rooms),
    pause: (milliseconds) => pause(milliseconds, leaveSignal),
    now: rooms.now,
    worthWaitingMs: (candidate) => thinkingWaitMs(exchange, candidate, rooms.now()),
    prepare: (candidate) => prepareFor(exchange, candidate, rooms),
    send: async (candidate, outgoing) => {
      const { account } = candidate;
      const { dialect, isStream } = request;
      const call = { outgoing, account, dialect, isStream, leaveSignal };
      const result = await send(call, rooms.sending);
      noteQuota(candidate, result, rooms);
      return result;
    },
    isAllowed: (setting) =>
      setting === "auto_switch_on_error" ? settings.switchesOnError : settings.switchesOnRateLimit,
    onFailure: (failed, verdict, trouble) =>
      noteFailure({ exchange, attempt: failed, verdict, trouble }, rooms),
  });
}
