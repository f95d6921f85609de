/** A stream for the client; what it cost and how it ended is known, and written down, at its end. */
import type { StreamAnswer } from "../attempt/answer.ts";
import type { Attempt } from "../attempt/attempt.ts";
import { calledBy, type Called } from "../attempt/called.ts";
import { limits } from "../base/limits.ts";
import type { Capture } from "../bodies/capture.ts";
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
import { giveBackBodies } from "./give-back.ts";
import { headersFor } from "./headers-for.ts";
import { keepEvents, keepFor } from "./keep-answer.ts";
import { cacheNoter } from "./note-cache.ts";
import { homeNoter } from "./note-home.ts";
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
  const route = routeText(exchange, attempt, input.refusedAs);
  const flight = rooms.flights.begin();
  const capture = exchange.settings.keepsBodies ? rooms.capture() : null;
  const { land } = flight;
  const note = endNoter(input, route);
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
      onEnd: whenOver(land, note, capture),
    },
    { ...rooms.relaying, pingIntervalMs: pingInterval(rooms, socket !== undefined) },
  );
  flight.canStop(relay.stop);
  const rewriters = rewritersFor(input);
  // Afterwards, so that the client has its first bytes before.
  if (input.refusedAs === null) {
    rooms.afterwards.add({ requestId, run: () => giveBackBodies(exchange, attempt) });
  }
  // Fast path: most streams are passed on as they came, and need no further stage.
  const body =
    rewriters.length === 0 ? relay.body : relay.body.pipeThrough(rewriteStream(rewriters));
  return new Response(body, {
    status: 200,
    headers: headersFor(attempt, answer, exchange, route),
  });
}

/** Made apart, because functions hold all that their neighbours hold: here, the request. */
function whenOver(
  land: () => void,
  note: NoteEnd,
  capture: Capture | null,
): (end: StreamEnd) => void {
  return (end) => {
    land();
    note(end, capture?.end() ?? null);
  };
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

/** `original` is what the provider sent; null = it was not caught. */
type NoteEnd = (end: StreamEnd, original: Uint8Array | null) => void;

/**
 * What is written down at a stream's end, of values made at its begin: as long as it goes on, none
 * of this may hold the bytes of the request, of which a thousand streams have a thousand.
 */
function endNoter(input: StreamInput, route: string): NoteEnd {
  const { attempt, answer, exchange, rooms, refusedAs } = input;
  const { status } = answer;
  const call = calledBy(attempt, exchange.settings);
  const firstContentMs = rooms.now() - attempt.startedAt;
  const facts = factsOf(exchange);
  const isFailover = attempt.candidate !== exchange.plan.preferred;
  const noteServed = refusedAs === null ? servedNoter(input, route) : null;
  return (end, original) => {
    warnOfStray(end, facts.id, call, rooms);
    const { dialect } = call.outgoing;
    const ending: Ending = {
      status,
      outcome: end.outcome,
      usage:
        noteServed === null ? noUsage : (readUsages(dialect, end.facts.usages) ?? unknownUsage),
      served: readServed({ dialect, ...end.facts }),
      isComplete: noteServed === null || end.outcome === "success" || end.facts.hasEnded,
      isStream: true,
      firstContentMs,
      message: end.message,
      route,
    };
    const costUsd = noteServed === null ? 0 : rooms.recorder.attempt(facts, call, ending);
    const told = { isFailover, bytes: null, original, costUsd, ...statusOfEnd(end) };
    rooms.recorder.answer(facts, call, ending, told);
    if (noteServed === null) return;
    noteAccount(call, end, rooms);
    noteServed(end, ending);
  };
}

function servedNoter(
  { attempt, answer, exchange, rooms }: StreamInput,
  route: string,
): (end: StreamEnd, ending: Ending) => void {
  const responseId = findResponseId(exchange.request, attempt, answer);
  const noteHome = homeNoter(exchange, attempt, rooms);
  const begun = readUsages(attempt.outgoing.dialect, answer.watcher.seen.usages);
  const noteCache = cacheNoter({ exchange, attempt, route }, begun, rooms);
  return ({ facts: { hasThinking } }, ending) => {
    noteHome({ usage: ending.usage, hasThinking, responseId });
    noteCache(ending);
  };
}

function warnOfStray(end: StreamEnd, request: string, call: Called, { logger }: Rooms): void {
  if (!end.facts.hasStrayed) return;
  const account = call.candidate.account.name;
  logger.warn("a provider went on after the end of its answer; the rest was left out", {
    request,
    account,
  });
}

function noteAccount(call: Called, end: StreamEnd, { recorder, rests }: Rooms): void {
  const { resting } = call.candidate;
  if (end.outcome === "success") {
    recorder.accountServed(call);
    rests.clear(resting, call.startedAt);
  } else if (isProviderFault(end)) {
    recorder.accountFailed(call, { accountStatus: "error", message: end.message ?? "" });
    const failure = { sentAt: call.startedAt, outcome: end.outcome };
    rests.start("account", resting, null, failure);
  }
}

function isProviderFault({ outcome }: StreamEnd): boolean {
  return outcome !== "client left" && outcome !== "stopped" && outcome !== "success";
}
