/** A model request: from the door through the attempts to the answer. */
import { refuse } from "../answer/refuse.ts";
import { attemptAll, type Attempted } from "../attempt/attempt.ts";
import { prepare } from "../attempt/prepare.ts";
import { pause } from "../attempt/pause.ts";
import type { UpstreamAnswer } from "../attempt/answer.ts";
import { send } from "../attempt/send.ts";
import type { Gone, Trouble } from "../attempt/trouble.ts";
import { renewToken, withFreshToken } from "../attempt/use-token.ts";
import type { Result } from "../base/result.ts";
import { readQuota } from "../quota/read-quota.ts";
import type { Candidate } from "../route/candidate.ts";
import { limits } from "../base/limits.ts";
import type { Arrival } from "./arrive.ts";
import { deliver, nobodyToAnswer } from "./deliver.ts";
import type { Exchange } from "./exchange.ts";
import { noteFailure } from "./note-failure.ts";
import { prepareExchange } from "./prepare-exchange.ts";
import type { ModelEndpoint, Rooms } from "./rooms.ts";
import { homeWait } from "./wait-for-home.ts";

export async function serveModel(
  arrival: Arrival,
  endpoint: ModelEndpoint,
  rooms: Rooms,
): Promise<Response> {
  const { request, socket } = arrival;
  const flight = rooms.flights.begin();
  const leave = new AbortController();
  request.signal.addEventListener("abort", () => leave.abort(), { once: true });
  flight.canStop(() => leave.abort());
  try {
    return await serve({ arrival, endpoint, rooms, leaveSignal: leave.signal });
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
  /** Aborts when the client goes away, or when the gateway stops and can wait no longer. */
  readonly leaveSignal: AbortSignal;
}

async function serve({ arrival, endpoint, rooms, leaveSignal }: ServeInput): Promise<Response> {
  try {
    const prepared = await prepareExchange(arrival, endpoint, rooms);
    if (!prepared.ok) {
      const { id: requestId, dialect } = arrival;
      return refuse({ refusal: prepared.failure, dialect, requestId });
    }
    // The answer may take minutes; the deadlines from here on are ours, not the server's.
    arrival.socket?.timeout(arrival.request, 0);
    const exchange = await atHome(prepared.value, rooms, leaveSignal);
    const attempted = await attempt(exchange, rooms, leaveSignal);
    return deliver(attempted, exchange, rooms);
  } catch (error) {
    // Bun's words when the client leaves in the middle of its body; anything else surfaces.
    const hasLeft = arrival.request.signal.aborted;
    if (hasLeft && error instanceof Error && error.name === "AbortError") return nobodyToAnswer();
    throw error;
  }
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
  const signers = home?.binding?.thinkingBy ?? [];
  return settings.dropsForeignThinking && signers.some((signer) => signer !== accountId);
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

function attempt(exchange: Exchange, rooms: Rooms, leaveSignal: AbortSignal): Promise<Attempted> {
  const { arrival, request, snapshot, settings } = exchange;
  return attemptAll(exchange.plan, {
    windows: rooms.windows,
    rests: rooms.rests,
    pause: (milliseconds) => pause(milliseconds, leaveSignal),
    now: rooms.now,
    prepare: (candidate) =>
      prepare({
        request,
        candidate,
        clientHeaders: arrival.request.headers,
        query: arrival.query,
        maxOutputTokens: snapshot.maxOutputTokens,
        dropsThinking: isForeign(exchange, candidate.account.id),
      }),
    send: async (candidate, outgoing) => {
      const { dialect } = request;
      const account = await withFreshToken(candidate, outgoing, rooms.custody);
      const result = await send({ outgoing, account, dialect, leaveSignal }, rooms.sending);
      noteQuota(candidate, result, rooms);
      return result;
    },
    isAllowed: (setting) =>
      setting === "auto_switch_on_error" ? settings.switchesOnError : settings.switchesOnRateLimit,
    renew: (refused, trouble) => renewToken(refused, trouble, rooms.custody),
    onFailure: (failed, verdict, trouble) =>
      noteFailure({ exchange, attempt: failed, verdict, trouble }, rooms),
  });
}
