/** The end of the journey: what the attempts came to, as the client's response. */
import { refuse } from "../answer/refuse.ts";
import type { StreamAnswer, WholeAnswer } from "../attempt/answer.ts";
import type { Attempt, Attempted } from "../attempt/attempt.ts";
import type { Verdict } from "../attempt/judge.ts";
import { conversions } from "../convert/lazy-convert.ts";
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import { unknownServed } from "../base/served.ts";
import { unknownUsage } from "../base/usage.ts";
import { guardrails } from "../guard/lazy-guard.ts";
import { noUsage, type Ending } from "../record/record.ts";
import { headerText } from "../relay/response-headers.ts";
import { deliverStream } from "./deliver-stream.ts";
import { factsOf, type Exchange } from "./exchange.ts";
import { headersFor } from "./headers-for.ts";
import { keepFor, keepWhole } from "./keep-answer.ts";
import { noteUnserved } from "./note-unserved.ts";
import type { Rooms } from "./rooms.ts";
import { routeOfNobody, routeText } from "./route-text.ts";
import { settleWhole } from "./settle-whole.ts";
import { turnAway } from "./turn-away.ts";

/** Nobody reads it: the client is gone. The number is nginx's for the same case. */
const clientClosedRequest = 499;

export function deliver(
  attempted: Attempted,
  exchange: Exchange,
  rooms: Rooms,
  hasLeft: boolean,
): Response {
  const { id: requestId } = exchange.arrival;
  switch (attempted.kind) {
    case "answered":
      return attempted.answer.kind === "stream"
        ? deliverStream({
            ...attempted,
            answer: attempted.answer,
            exchange,
            rooms,
            refusedAs: null,
          })
        : deliverWhole(attempted.attempt, attempted.answer, exchange, rooms);
    case "refused":
      return deliverRefused(attempted, exchange, rooms);
    case "failed":
      if (attempted.tried.length === 0) {
        const { message: reason } = attempted.refusal;
        rooms.logger.warn("no account is asked", { request: requestId, reason });
      }
      return deliverFailed(attempted, exchange, rooms);
    case "gone":
      return deliverGone(attempted.attempt, exchange, rooms, hasLeft);
  }
}

function deliverFailed(
  { refusal, tried, last }: Extract<Attempted, { kind: "failed" }>,
  exchange: Exchange,
  rooms: Rooms,
): Response {
  const route = routeOfNobody(exchange, tried);
  noteUnserved(exchange, { refusal, route, last }, rooms);
  const headers = { "x-codegate-route": headerText(route) };
  return turnAway(exchange.arrival, refusal, rooms, headers);
}

/** The answer for a client that has gone. */
export function nobodyToAnswer(): Response {
  return new Response(null, { status: clientClosedRequest });
}

function deliverGone(
  attempt: Attempt,
  exchange: Exchange,
  rooms: Rooms,
  hasLeft: boolean,
): Response {
  const outcome = hasLeft ? "client left" : "stopped";
  const ending: Ending = {
    status: null,
    outcome,
    usage: unknownUsage,
    served: unknownServed,
    isComplete: false,
    isStream: exchange.request.isStream,
    firstContentMs: null,
    message: hasLeft ? null : stopped.message,
    route: routeText(exchange, attempt, outcome),
  };
  rooms.recorder.attempt(factsOf(exchange), attempt, ending);
  if (hasLeft) return nobodyToAnswer();
  noteUnserved(exchange, { refusal: stopped, route: ending.route, last: attempt }, rooms);
  return turnAway(exchange.arrival, stopped, rooms);
}

const stopped: Refusal = {
  kind: "unavailable",
  message: "CodeGate is stopping and could not wait for the answer. Try again in a moment.",
  retryAfterSeconds: limits.stopRetryAfterSeconds,
};

function deliverWhole(
  attempt: Attempt,
  answer: WholeAnswer,
  exchange: Exchange,
  rooms: Rooms,
): Response {
  const bytes = answer.converted?.bytes ?? answer.bytes;
  const isStream = answer.converted?.isStream === true;
  const firstContentMs = rooms.now() - attempt.startedAt;
  const route = routeText(exchange, attempt, null);
  const whole = { attempt, answer, exchange, firstContentMs, route };
  const { id: requestId } = exchange.arrival;
  rooms.afterwards.add({ requestId, run: () => settleWhole(whole, rooms) });
  const given = restored(bytes, exchange, isStream);
  keepWhole(given, isStream, keepFor(attempt, exchange, rooms));
  return respond(given, answer.status, headersFor(attempt, answer, exchange, route));
}

/** What was masked comes back last: rows and logs keep what the provider saw. */
function restored(
  bytes: Uint8Array,
  { restoring, request }: Exchange,
  isStream: boolean,
): Uint8Array {
  if (restoring === null) return bytes;
  if (!isStream) return guardrails().restoreBody(bytes, request.dialect, restoring);
  const restorer = guardrails().createStreamRestorer(request.dialect, restoring);
  return Buffer.concat([restorer.feed(bytes), restorer.end()]);
}

interface Refused {
  readonly attempt: Attempt;
  readonly answer: WholeAnswer | StreamAnswer;
  /** A success status over an error body would make SDKs read the error as an empty message. */
  readonly status: number;
  readonly verdict: Verdict;
}

/** Nobody could serve. The last provider's own words, if they are JSON, tell the client most. */
function deliverRefused(refused: Refused, exchange: Exchange, rooms: Rooms): Response {
  const { attempt, answer, status, verdict } = refused;
  if (answer.kind === "stream") {
    return deliverStream({ attempt, answer, exchange, rooms, refusedAs: verdict.outcome });
  }
  const ending: Ending = {
    status,
    outcome: verdict.outcome,
    usage: noUsage,
    served: unknownServed,
    isComplete: true,
    isStream: false,
    firstContentMs: null,
    message: verdict.message,
    route: routeText(exchange, attempt, verdict.outcome),
  };
  const isFailover = attempt.candidate !== exchange.plan.preferred;
  rooms.recorder.answer(factsOf(exchange), attempt, ending, {
    isFailover,
    bytes: answer.bytes,
    original: answer.bytes,
    costUsd: 0,
  });
  const headers = headersFor(attempt, answer, exchange, ending.route);
  const { crossing } = attempt.outgoing;
  if (crossing !== null) {
    const converted = conversions().convertError({ ...answer, status }, crossing, rooms.now());
    return respond(restored(converted.bytes, exchange, false), converted.status, headers);
  }
  return isJson(answer.bytes)
    ? respond(restored(answer.bytes, exchange, false), status, headers)
    : reworded();

  function reworded(): Response {
    const { name } = attempt.candidate.account;
    return refuse({
      refusal: {
        kind: status >= 500 ? "bad_gateway" : "invalid_request",
        message: `The provider of account "${name}" answered HTTP ${status} without an explanation.`,
      },
      dialect: exchange.request.dialect,
      requestId: exchange.arrival.id,
      status,
      headers,
    });
  }
}

function isJson(bytes: Uint8Array): boolean {
  const first = new TextDecoder().decode(bytes.subarray(0, limits.sniffedBytes)).trimStart()[0];
  return first === "{" || first === "[" || first === '"';
}

function respond(bytes: Uint8Array, status: number, headers: Headers): Response {
  return new Response(bytes as Uint8Array<ArrayBuffer>, { status, headers });
}
