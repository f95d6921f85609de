/**
 * A client that waits for a stream must not be given up by whatever stands between: after a while
 * its answer is begun, and what the request comes to follows as events.
 */
import { countsTokens } from "../admit/find-endpoint.ts";
import { lateAnswer } from "../answer/late-answer.ts";
import { isDoneWithin } from "../base/done-within.ts";
import { earlyStream } from "../relay/early-stream.ts";
import { waitingHeaders } from "../relay/response-headers.ts";
import { commentLines } from "../relay/write-events.ts";
import type { LeaveReason } from "../attempt/leave.ts";
import { answerFault } from "./answer-fault.ts";
import { pingInterval } from "./deliver-stream.ts";
import type { Exchange } from "./exchange.ts";
import type { Rooms } from "./rooms.ts";

export interface InTimeInput {
  /** The request's true answer. */
  readonly work: Promise<Response>;
  readonly exchange: Exchange;
  /** Ends the request's calls: its client has gone, or the gateway stops. */
  readonly leave: (why: LeaveReason) => void;
}

/** Whole answers cannot be begun: their client has its status when it has everything. */
export function answerInTime(input: InTimeInput, rooms: Rooms): Promise<Response> {
  const { work, exchange } = input;
  const { isStream, operation } = exchange.request;
  const isWhole = !isStream || countsTokens(operation);
  return isWhole || rooms.earlyAnswerMs === 0 ? work : streamInTime(input, rooms);
}

async function streamInTime(input: InTimeInput, rooms: Rooms): Promise<Response> {
  const { work } = input;
  if (await isDoneWithin(work, rooms.earlyAnswerMs)) return work;
  return begin(input, rooms);
}

function begin({ work, exchange, leave }: InTimeInput, rooms: Rooms): Response {
  const { arrival, request, plan, caller } = exchange;
  const { id: requestId, socket } = arrival;
  const { dialect } = request;
  // Until there is an answer that lands on its own, the request is under way.
  const flight = rooms.flights.begin();
  flight.canStop(() => leave("stopped"));
  const late = work
    // Nobody else can catch it any more, and the client must not wait for ever.
    .catch((error: unknown) => answerFault(arrival, error, rooms.logger))
    .then((response) => lateAnswer({ response, dialect, requestId }))
    .finally(() => flight.land());
  const greeting = commentLines([`CodeGate waits for a provider; request ${requestId}`]);
  const body = earlyStream(
    { greeting: new TextEncoder().encode(greeting), late, onLeave: () => leave("client left") },
    { ...rooms.relaying, pingIntervalMs: pingInterval(rooms, socket !== undefined) },
  );
  const headers = waitingHeaders({
    requestId,
    dialect,
    strategy: plan.strategy,
    tenantName: caller.kind === "tenant" ? caller.tenant.name : null,
  });
  return new Response(body, { status: 200, headers });
}
