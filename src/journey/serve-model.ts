/** A model request: from the door through the attempts to the answer. */
import { countsTokens } from "../admit/find-endpoint.ts";
import { createLeave, type Leave, type Leaving } from "../attempt/leave.ts";
import { pause } from "../attempt/pause.ts";
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import { headerText } from "../relay/response-headers.ts";
import { explainNobody } from "../route/explain-route.ts";
import type { Unroutable } from "../route/route.ts";
import { answerInTime } from "./answer-in-time.ts";
import type { Arrival } from "./arrive.ts";
import { askAccounts } from "./ask-accounts.ts";
import { countTokens } from "./count-tokens.ts";
import { deliver, nobodyToAnswer } from "./deliver.ts";
import type { Exchange } from "./exchange.ts";
import { keepToOwners } from "./keep-to-owners.ts";
import { noteUnroutable } from "./note-unserved.ts";
import { preferReaders } from "./prefer-readers.ts";
import { prepareExchange } from "./prepare-exchange.ts";
import type { ModelEndpoint, Rooms } from "./rooms.ts";
import { turnAway } from "./turn-away.ts";
import { homeWait, type HomeWait } from "./wait-for-home.ts";

export async function serveModel(
  arrival: Arrival,
  endpoint: ModelEndpoint,
  rooms: Rooms,
): Promise<Response> {
  const { request, socket } = arrival;
  const flight = rooms.flights.begin();
  const leave = createLeave();
  const stopListening = tellWhenLeft(request.signal, leave);
  flight.canStop(() => leave.tell("stopped"));
  try {
    const turn = rooms.door.enter(weightOf(arrival));
    if (turn !== null) await turn;
    const prepared = await prepareExchange(arrival, endpoint, rooms);
    if (!prepared.ok) return sendAway(prepared.failure, arrival, rooms);
    // The answer may take minutes; the deadlines from here on are ours, not the server's.
    socket?.timeout(request, 0);
    const kept = keepToOwners(prepared.value, rooms);
    if (!kept.ok) {
      noteUnroutable(prepared.value, kept.failure, rooms);
      return sendAway(kept.failure, arrival, rooms);
    }
    const exchange = preferReaders(kept.value, rooms);
    const work = answer({ exchange, leave, stopListening }, rooms);
    return await answerInTime({ work, exchange, leave: leave.tell }, rooms);
  } catch (error) {
    // Bun's words when the client leaves in the middle of its body; anything else surfaces.
    const hasLeft = request.signal.aborted;
    if (hasLeft && error instanceof Error && error.name === "AbortError") return nobodyToAnswer();
    throw error;
  } finally {
    flight.land();
    // A client that stops reading, or keeps an idle connection for ever, is the server's again.
    socket?.timeout(request, limits.clientIdleSeconds);
  }
}

/** Returns how to take it back. */
function tellWhenLeft(signal: AbortSignal, leave: Leaving): () => void {
  const tell = () => leave.tell("client left");
  signal.addEventListener("abort", tell);
  return () => signal.removeEventListener("abort", tell);
}

/** What it takes to prepare it, in short requests. */
function weightOf({ request }: Arrival): number {
  const declared = Number(request.headers.get("content-length"));
  return declared > 0 ? 1 + declared / limits.requestWeightBytes : 1;
}

const loggedKinds: ReadonlySet<Refusal["kind"]> = new Set([
  "unavailable",
  "rate_limit",
  "over_budget",
]);

/** No account is asked. Why stands in the answer, and in the log when it is not the client's doing. */
function sendAway(refusal: Refusal | Unroutable, arrival: Arrival, rooms: Rooms): Response {
  if (loggedKinds.has(refusal.kind)) {
    rooms.logger.warn("no account is asked", { request: arrival.id, reason: refusal.message });
  }
  const headers: Readonly<Record<string, string>> =
    "skips" in refusal ? { "x-codegate-route": headerText(explainNobody(refusal.skips)) } : {};
  return turnAway(arrival, refusal, rooms, headers);
}

interface AnswerInput {
  readonly exchange: Exchange;
  /** Told when the client goes away, or when the gateway stops and can wait no longer. */
  readonly leave: Leave;
  /** The client's leaving is somebody else's affair from now on. */
  readonly stopListening: () => void;
}

async function answer(input: AnswerInput, rooms: Rooms): Promise<Response> {
  const { exchange, leave, stopListening } = input;
  try {
    if (countsTokens(exchange.request.operation)) return await countTokens(exchange, rooms, leave);
    const wait = homeWait(exchange, rooms);
    const settled = wait === null ? exchange : await atHome(exchange, wait, leave);
    const attempted = await askAccounts(settled, rooms, leave);
    const hasLeft = leave.reason === "client left";
    return deliver(attempted, settled, rooms, hasLeft);
  } finally {
    // A stream hears of it by itself, and would hold its request by this listener.
    stopListening();
  }
}

/** The exchange, after a wait for the conversation's own account. */
async function atHome(
  exchange: Exchange,
  { waitMs, plan }: HomeWait,
  leave: Leave,
): Promise<Exchange> {
  return (await pause(waitMs, leave)) ? { ...exchange, plan } : exchange;
}
