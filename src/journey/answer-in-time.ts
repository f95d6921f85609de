/**
 * A client that waits for a stream must not be given up by whatever stands between: after a while
 * its answer is begun, and what the request comes to follows as events.
 */
import { lateAnswer } from "../answer/late-answer.ts";
import { refuse } from "../answer/refuse.ts";
import type { Refusal } from "../base/refusal.ts";
import { earlyStream } from "../relay/early-stream.ts";
import { waitingHeaders } from "../relay/response-headers.ts";
import { commentLines } from "../relay/write-events.ts";
import { pingInterval } from "./deliver-stream.ts";
import type { Exchange } from "./exchange.ts";
import type { Rooms } from "./rooms.ts";

export interface InTimeInput {
  /** The request's true answer. */
  readonly work: Promise<Response>;
  readonly exchange: Exchange;
  /** Told when the answer is begun before it is known. */
  readonly onEarly: () => void;
  /** Ends the request's calls: its client has gone, or the gateway stops. */
  readonly leave: (why: LeaveReason) => void;
}

export type LeaveReason = "client left" | "stopped";

/** Whole answers cannot be begun: their client has its status when it has everything. */
export async function answerInTime(input: InTimeInput, rooms: Rooms): Promise<Response> {
  const { work, exchange, onEarly } = input;
  const { isStream, operation } = exchange.request;
  const isWhole = !isStream || operation === "count_tokens";
  if (isWhole || rooms.earlyAnswerMs === 0) return work;
  if (await isDoneWithin(work, rooms.earlyAnswerMs)) return work;
  onEarly();
  return begin(input, rooms);
}

async function isDoneWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function begin({ work, exchange, leave }: InTimeInput, rooms: Rooms): Response {
  const { arrival, request, plan, caller } = exchange;
  const { id: requestId, socket } = arrival;
  const { dialect } = request;
  // Until there is an answer that lands on its own, the request is under way.
  const flight = rooms.flights.begin();
  flight.canStop(() => leave("stopped"));
  const late = work
    .catch((error: unknown) => surface(error, exchange, rooms))
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

/** A mistake of ours. Nobody can catch it any more, and the client must not wait for ever. */
function surface(error: unknown, { arrival, request }: Exchange, { logger }: Rooms): Response {
  const reason = error instanceof Error ? error.message : String(error);
  logger.error("a request failed by a mistake of CodeGate", { request: arrival.id, reason });
  return refuse({ refusal: mistake, dialect: request.dialect, requestId: arrival.id });
}

const mistake: Refusal = {
  kind: "internal",
  message: "CodeGate failed on this request by a mistake of its own; its log says more.",
};
