/** What a whole answer leaves: its cost, its rows, and where its conversation lives now. */
import { countsTokens } from "../admit/find-endpoint.ts";
import type { WholeAnswer } from "../attempt/answer.ts";
import type { Attempt } from "../attempt/attempt.ts";
import { bufferOf } from "../base/buffers.ts";
import { unknownUsage, type Usage } from "../base/usage.ts";
import { noUsage, type Ending } from "../record/record.ts";
import { readUsage } from "../usage/read-usage.ts";
import { factsOf, type Exchange } from "./exchange.ts";
import { findResponseId } from "./find-response-id.ts";
import { giveBackBodies } from "./give-back.ts";
import { noteCache } from "./note-cache.ts";
import { homeNoter } from "./note-home.ts";
import type { Rooms } from "./rooms.ts";

export interface Whole {
  readonly attempt: Attempt;
  readonly answer: WholeAnswer;
  readonly exchange: Exchange;
  readonly firstContentMs: number;
  /** Why this account; see `explainRoute`. */
  readonly route: string;
}

export function settleWhole(whole: Whole, rooms: Rooms): void {
  const { attempt, answer, exchange, firstContentMs, route } = whole;
  const { recorder } = rooms;
  const ending: Ending = {
    status: answer.status,
    outcome: "success",
    usage: countsTokens(exchange.request.operation) ? noUsage : usageOf(attempt, answer),
    served: answer.served,
    isComplete: true,
    isStream: false,
    firstContentMs,
    message: null,
    route,
  };
  const facts = factsOf(exchange);
  const costUsd = recorder.attempt(facts, attempt, ending);
  recorder.answer(facts, attempt, ending, {
    isFailover: attempt.candidate !== exchange.plan.preferred,
    bytes: answer.converted?.bytes ?? answer.bytes,
    original: answer.bytes,
    costUsd,
  });
  recorder.accountServed(attempt);
  const { usage } = ending;
  const hasThinking = holdsThinking(answer.bytes);
  const responseId = findResponseId(exchange.request, attempt, answer);
  homeNoter(exchange, attempt, rooms)({ usage, hasThinking, responseId });
  noteCache({ exchange, attempt, route }, ending, rooms);
  rooms.rests.clear(attempt.candidate.resting, attempt.startedAt);
  giveBackBodies(exchange, attempt);
}

function usageOf({ outgoing }: Attempt, { usage, converted }: WholeAnswer): Usage {
  const known = converted === null ? readUsage(outgoing.dialect, usage) : converted.usage;
  return known ?? unknownUsage;
}

const thinkingMarks = ['"signature"', '"redacted_thinking"', '"encrypted_content"'].map((text) =>
  Buffer.from(text),
);

/** A whole answer with signed thinking names it; the words in texts have their quotes escaped. */
function holdsThinking(bytes: Uint8Array): boolean {
  const buffer = bufferOf(bytes);
  return thinkingMarks.some((mark) => buffer.includes(mark));
}
