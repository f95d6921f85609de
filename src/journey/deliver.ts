/** The end of the journey: what the attempts came to, as the client's response. */
import { refuse } from "../answer/refuse.ts";
import type { StreamAnswer, WholeAnswer } from "../attempt/answer.ts";
import type { Attempt, Attempted } from "../attempt/attempt.ts";
import type { Verdict } from "../attempt/judge.ts";
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import { unknownUsage } from "../base/usage.ts";
import { readUsage } from "../usage/read-usage.ts";
import { noUsage, type Ending } from "../record/record.ts";
import { headerText } from "../relay/response-headers.ts";
import { deliverStream } from "./deliver-stream.ts";
import { factsOf, type Exchange } from "./exchange.ts";
import { findResponseId } from "./find-response-id.ts";
import { headersFor } from "./headers-for.ts";
import { noteHome } from "./note-home.ts";
import { noteUnserved } from "./note-unserved.ts";
import type { Rooms } from "./rooms.ts";
import { routeOfNobody, routeText } from "./route-text.ts";

/** Nobody reads it: the client is gone. The number is nginx's for the same case. */
const clientClosedRequest = 499;

/** How things stand with the client when the attempts are over. */
export interface ClientState {
  /** It has its status already and waits for events. */
  readonly isBegun: boolean;
  /** It has gone; else whoever ended the attempts was the gateway. */
  readonly hasLeft: boolean;
}

export function deliver(
  attempted: Attempted,
  exchange: Exchange,
  rooms: Rooms,
  client: ClientState,
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
        : deliverWhole({ ...attempted, answer: attempted.answer, client }, exchange, rooms);
    case "refused":
      return deliverRefused(attempted, exchange, rooms);
    case "failed":
      if (attempted.last === null) {
        const { message: reason } = attempted.refusal;
        rooms.logger.warn("no account is asked", { request: requestId, reason });
      }
      return deliverFailed(attempted, exchange, rooms);
    case "gone":
      return deliverGone(attempted.attempt, exchange, rooms, client);
  }
}

function deliverFailed(
  { refusal, last }: Extract<Attempted, { kind: "failed" }>,
  exchange: Exchange,
  rooms: Rooms,
): Response {
  const route = routeOfNobody(exchange, last);
  noteUnserved(exchange, { refusal, route, last: last?.attempt ?? null }, rooms);
  const { id: requestId } = exchange.arrival;
  const headers = { "x-codegate-route": headerText(route) };
  return refuse({ refusal, dialect: exchange.request.dialect, requestId, headers });
}

/** The answer for a client that has gone. */
export function nobodyToAnswer(): Response {
  return new Response(null, { status: clientClosedRequest });
}

function deliverGone(
  attempt: Attempt,
  exchange: Exchange,
  rooms: Rooms,
  { hasLeft }: ClientState,
): Response {
  const { id: requestId } = exchange.arrival;
  const outcome = hasLeft ? "client left" : "stopped";
  const ending: Ending = {
    status: null,
    outcome,
    usage: unknownUsage,
    isStream: exchange.request.isStream,
    firstContentMs: null,
    message: hasLeft ? null : stopped.message,
    route: routeText(exchange, attempt, outcome),
  };
  rooms.recorder.attempt(factsOf(exchange), attempt, ending);
  if (hasLeft) return nobodyToAnswer();
  noteUnserved(exchange, { refusal: stopped, route: ending.route, last: attempt }, rooms);
  return refuse({ refusal: stopped, dialect: exchange.request.dialect, requestId });
}

const stopped: Refusal = {
  kind: "unavailable",
  message: "CodeGate is stopping and could not wait for the answer. Try again in a moment.",
  retryAfterSeconds: limits.stopRetryAfterSeconds,
};

interface Whole {
  readonly attempt: Attempt;
  readonly answer: WholeAnswer;
  readonly client: ClientState;
}

function deliverWhole(whole: Whole, exchange: Exchange, rooms: Rooms): Response {
  const { attempt, answer, client } = whole;
  const { recorder } = rooms;
  const { operation, dialect } = exchange.request;
  const ending: Ending = {
    status: answer.status,
    // It was paid for, but a client that waits for events has no use for it.
    outcome: client.isBegun ? notStream.outcome : "success",
    usage:
      operation === "count_tokens" ? noUsage : (readUsage(dialect, answer.usage) ?? unknownUsage),
    isStream: false,
    firstContentMs: rooms.now() - attempt.startedAt,
    message: client.isBegun ? notStream.message : null,
    route: routeText(exchange, attempt, null),
  };
  const costUsd = recorder.attempt(factsOf(exchange), attempt, ending);
  const isFailover = attempt.candidate !== exchange.plan.preferred;
  recorder.answer(factsOf(exchange), attempt, ending, { isFailover, bytes: answer.bytes, costUsd });
  recorder.accountServed(attempt);
  const hasThinking = holdsThinking(answer.bytes);
  const responseId = findResponseId(exchange.request, answer);
  noteHome({ exchange, attempt, usage: ending.usage, hasThinking, responseId }, rooms);
  rooms.rests.clear(attempt.candidate.resting, attempt.startedAt);
  return respond(answer, answer.status, headersFor(attempt, answer, exchange, null));
}

const notStream = {
  outcome: "not a stream",
  message: "sent a whole answer although a stream was asked for",
} as const;

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
    isStream: false,
    firstContentMs: null,
    message: verdict.message,
    route: routeText(exchange, attempt, verdict.outcome),
  };
  const isFailover = attempt.candidate !== exchange.plan.preferred;
  rooms.recorder.answer(factsOf(exchange), attempt, ending, {
    isFailover,
    bytes: answer.bytes,
    costUsd: 0,
  });
  const headers = headersFor(attempt, answer, exchange, verdict.outcome);
  return isJson(answer.bytes) ? respond(answer, status, headers) : reworded();

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

const thinkingMarks = ['"signature"', '"redacted_thinking"', '"encrypted_content"'];

/** A whole answer with signed thinking names it; the words in texts have their quotes escaped. */
function holdsThinking(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return thinkingMarks.some((mark) => buffer.includes(mark));
}

function isJson(bytes: Uint8Array): boolean {
  const first = new TextDecoder().decode(bytes.subarray(0, limits.sniffedBytes)).trimStart()[0];
  return first === "{" || first === "[" || first === '"';
}

function respond(answer: WholeAnswer, status: number, headers: Headers): Response {
  return new Response(answer.bytes as Uint8Array<ArrayBuffer>, { status, headers });
}
