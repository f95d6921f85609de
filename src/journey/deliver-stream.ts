/** A stream for the client; what it cost and how it ended is known, and written down, at its end. */
import type { StreamAnswer } from "../attempt/answer.ts";
import type { Attempt } from "../attempt/attempt.ts";
import { limits } from "../base/limits.ts";
import { unknownUsage } from "../base/usage.ts";
import { credentialIn } from "../provider/build-headers.ts";
import { readServed } from "../usage/read-served.ts";
import { readUsages } from "../usage/read-usage.ts";
import { noUsage, type Ending } from "../record/record.ts";
import { convertEvents } from "../relay/convert-events.ts";
import { dropUsageChunk } from "../relay/drop-usage-chunk.ts";
import { restoreEvents } from "../relay/restore-events.ts";
import { relayStream, type StreamEnd } from "../relay/relay-stream.ts";
import { rewriteStream, type StreamRewriter } from "../relay/rewrite-stream.ts";
import { answerHooks } from "./conversion.ts";
import { factsOf, type Exchange } from "./exchange.ts";
import { findResponseId } from "./find-response-id.ts";
import { headersFor } from "./headers-for.ts";
import { keepEvents, keepFor } from "./keep-answer.ts";
import { noteCache } from "./note-cache.ts";
import { noteHome } from "./note-home.ts";
import type { Rooms } from "./rooms.ts";
import { routeText } from "./route-text.ts";
import { statusOfEnd } from "./status-of-end.ts";

export interface StreamInput {
  readonly attempt: Attempt;
  readonly answer: StreamAnswer;
  readonly exchange: Exchange;
  readonly rooms: Rooms;
  /**
   * Null for a good answer. Else the attempt has failed as this and is written down; its error is
   * relayed for want of an answer.
   */
  readonly refusedAs: string | null;
}

export function deliverStream(input: StreamInput): Response {
  const { attempt, answer, exchange, rooms } = input;
  const { request, socket, id: requestId } = exchange.arrival;
  const firstContentMs = rooms.now() - attempt.startedAt;
  const flight = rooms.flights.begin();
  const capture = exchange.settings.keepsBodies ? rooms.capture() : null;
  const relay = relayStream(
    {
      answer,
      dialect: attempt.outgoing.dialect,
      requestId,
      accountName: attempt.candidate.account.name,
      // Not the one of the plan: the token may have been renewed since.
      credential: credentialIn(attempt.outgoing.headers),
      clientSignal: request.signal,
      onBytes: capture?.take ?? null,
      onEnd: (end) => {
        flight.land();
        noteEnd(input, end, { firstContentMs, original: capture?.end() ?? null });
      },
    },
    { ...rooms.relaying, pingIntervalMs: pingInterval(rooms, socket !== undefined) },
  );
  flight.canStop(relay.stop);
  const rewriters = rewritersFor(input);
  // Fast path: most streams are passed on as they came, and need no further stage.
  const body =
    rewriters.length === 0 ? relay.body : relay.body.pipeThrough(rewriteStream(rewriters));
  return new Response(body, {
    status: 200,
    headers: headersFor(attempt, answer, exchange, routeText(exchange, attempt, input.refusedAs)),
  });
}

function rewritersFor(input: StreamInput): readonly StreamRewriter[] {
  const { attempt, exchange, rooms, refusedAs } = input;
  const { crossing, dropsUsageChunk } = attempt.outgoing;
  const { restoring, request } = exchange;
  const keep = refusedAs === null ? keepFor(attempt, exchange, rooms) : null;
  return [
    ...(dropsUsageChunk ? [dropUsageChunk()] : []),
    ...(crossing === null ? [] : [convertEvents(crossing, answerHooks(exchange, rooms))]),
    ...(restoring === null ? [] : [restoreEvents(request.dialect, restoring)]),
    ...(keep === null ? [] : [keepEvents(keep)]),
  ];
}

/** A host that gives no server handle may run at Bun's ten-second idle limit. */
export function pingInterval({ relaying }: Rooms, hasSocket: boolean): number {
  const { pingIntervalMs } = relaying;
  return hasSocket ? pingIntervalMs : Math.min(pingIntervalMs, limits.pingIntervalEmbeddedMs);
}

interface Noted {
  readonly firstContentMs: number;
  /** What the provider sent; null = it was not caught. */
  readonly original: Uint8Array | null;
}

function noteEnd(input: StreamInput, end: StreamEnd, { firstContentMs, original }: Noted): void {
  const { attempt, answer, exchange, rooms, refusedAs } = input;
  const { recorder, logger } = rooms;
  if (end.facts.hasStrayed) {
    logger.warn("a provider went on after the end of its answer; the rest was left out", {
      request: exchange.arrival.id,
      account: attempt.candidate.account.name,
    });
  }
  const ending: Ending = {
    status: answer.status,
    outcome: end.outcome,
    usage:
      refusedAs === null
        ? (readUsages(attempt.outgoing.dialect, end.facts.usages) ?? unknownUsage)
        : noUsage,
    served: readServed({ dialect: attempt.outgoing.dialect, ...end.facts }),
    isComplete: refusedAs !== null || end.outcome === "success" || end.facts.hasEnded,
    isStream: true,
    firstContentMs,
    message: end.message,
    route: routeText(exchange, attempt, refusedAs),
  };
  const facts = factsOf(exchange);
  const costUsd = refusedAs !== null ? 0 : recorder.attempt(facts, attempt, ending);
  const isFailover = attempt.candidate !== exchange.plan.preferred;
  const told = { isFailover, bytes: null, original, costUsd, ...statusOfEnd(end) };
  recorder.answer(facts, attempt, ending, told);
  if (refusedAs !== null) return;
  noteAccount(input, end);
  const { usage } = ending;
  const { hasThinking } = end.facts;
  const responseId = findResponseId(exchange.request, attempt, answer);
  noteHome({ exchange, attempt, usage, hasThinking, responseId }, rooms);
  noteCache(exchange, attempt, ending, rooms);
}

function noteAccount({ attempt, rooms }: StreamInput, end: StreamEnd): void {
  const { recorder, rests } = rooms;
  const { resting } = attempt.candidate;
  if (end.outcome === "success") {
    recorder.accountServed(attempt);
    rests.clear(resting, attempt.startedAt);
  } else if (isProviderFault(end)) {
    recorder.accountFailed(attempt, { accountStatus: "error", message: end.message ?? "" });
    const failure = { sentAt: attempt.startedAt, outcome: end.outcome };
    rests.start("account", resting, null, failure);
  }
}

function isProviderFault({ outcome }: StreamEnd): boolean {
  return outcome !== "client left" && outcome !== "stopped" && outcome !== "success";
}
