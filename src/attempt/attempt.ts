/** The loop over candidates: try, judge, next, until one answer is worth relaying. */
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import type { Result } from "../base/result.ts";
import type { Candidate } from "../route/candidate.ts";
import type { Plan } from "../route/route.ts";
import type { Reservation } from "../route/spend.ts";
import type { UpstreamAnswer } from "./answer.ts";
import { allRestStill } from "./all-rest.ts";
import {
  chooseAfterPause,
  chooseNext,
  nobody,
  stayAfterPause,
  type AskedInVain,
  type ChoiceRooms,
  type Place,
} from "./choose-next.ts";
import { judge, type SwitchSetting, type Verdict } from "./judge.ts";
import type { Outgoing } from "./prepare.ts";
import type { Gone, Trouble } from "./trouble.ts";

/** A candidate that was asked in vain, and what came of it in a word or two. */
export interface Tried {
  readonly candidate: Candidate;
  readonly outcome: string;
}

export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** Who was asked before, in order. */
  readonly tried: readonly Tried[];
  readonly candidate: Candidate;
  readonly outgoing: Outgoing;
  readonly startedAt: number;
  /** What the account's budget has set aside for it; released when its cost is known. */
  readonly reservation: Reservation;
}

export interface FailedAttempt {
  readonly attempt: Attempt;
  readonly verdict: Verdict;
}

export type Attempted =
  /** To be relayed. */
  | { readonly kind: "answered"; readonly attempt: Attempt; readonly answer: UpstreamAnswer }
  /** Nobody could serve; the last provider's own words are relayed. */
  | {
      readonly kind: "refused";
      readonly attempt: Attempt;
      readonly answer: UpstreamAnswer;
      /** The answer's own, or the one that an error inside a success would have had. */
      readonly status: number;
      readonly verdict: Verdict;
    }
  /** Nobody could serve, and there are no words to relay. */
  | { readonly kind: "failed"; readonly last: FailedAttempt | null; readonly refusal: Refusal }
  | { readonly kind: "gone"; readonly attempt: Attempt };

export interface AttemptRooms extends ChoiceRooms {
  readonly now: () => number;
  readonly prepare: (candidate: Candidate) => Outgoing;
  readonly send: (
    candidate: Candidate,
    outgoing: Outgoing,
  ) => Promise<Result<UpstreamAnswer, Trouble | Gone>>;
  readonly isAllowed: (setting: SwitchSetting) => boolean;
  /** Told of every attempt that failed, the last one included. */
  readonly onFailure: (attempt: Attempt, verdict: Verdict, trouble: Trouble) => void;
}

/** What one attempt came to, when it was not the end. */
interface Failed extends AskedInVain {
  readonly attempt: Attempt;
  readonly attempted: Attempted;
}

export async function attemptAll(plan: Plan, rooms: AttemptRooms): Promise<Attempted> {
  const deadline = rooms.now() + limits.attemptBudgetMs;
  const failures: Failed[] = [];
  let next = chooseNext(plan, failures, rooms);
  while (next !== null) {
    const outcome = await attemptOne(next, failures.map(triedOf), rooms);
    discard(failures.at(-1));
    if ("kind" in outcome) return outcome;
    failures.push(outcome);
    const { verdict } = outcome;
    if (verdict.next === null || !rooms.isAllowed(verdict.next)) break;
    // Before a place is taken, which would be given back by nobody.
    if (failures.length >= limits.attemptsMost || rooms.now() >= deadline) break;
    next =
      (await stayAfterPause(failures, rooms)) ??
      chooseNext(plan, failures, rooms) ??
      (await chooseAfterPause(failures, rooms));
  }
  const last = failures.at(-1);
  if (last === undefined) return { kind: "failed", last: null, refusal: nobody(plan, rooms) };
  const refusal = allRestStill(plan, failures, rooms);
  if (refusal === null) return last.attempted;
  discard(last);
  return { kind: "failed", last, refusal };
}

function triedOf({ candidate, verdict }: Failed): Tried {
  return { candidate, outcome: verdict.outcome };
}

async function attemptOne(
  place: Place,
  tried: readonly Tried[],
  rooms: AttemptRooms,
): Promise<Attempted | Failed> {
  try {
    return await ask(place, tried, rooms);
  } catch (error) {
    // A mistake of ours, which surfaces; but no budget must stay smaller because of it.
    place.reservation.release();
    throw error;
  }
}

async function ask(
  { candidate, reservation, isProbe }: Place,
  tried: readonly Tried[],
  rooms: AttemptRooms,
): Promise<Attempted | Failed> {
  const outgoing = rooms.prepare(candidate);
  const number = tried.length + 1;
  const startedAt = rooms.now();
  const attempt: Attempt = { number, tried, candidate, outgoing, startedAt, reservation };
  const result = await rooms.send(candidate, outgoing);
  if (result.ok) {
    rooms.rests.wake(candidate.resting, attempt.startedAt);
    return { kind: "answered", attempt, answer: result.value };
  }
  if (result.failure.kind === "gone") return { kind: "gone", attempt };
  const verdict = judge(result.failure, candidate.offer, rooms.now());
  const { rest, outcome } = verdict;
  if (rest !== null) {
    const failure = { sentAt: attempt.startedAt, outcome };
    rooms.rests.start(rest.scope, candidate.resting, rest.askedMs, failure);
  }
  rooms.onFailure(attempt, verdict, result.failure);
  reservation.release();
  const attempted = endOf(attempt, verdict, result.failure);
  return { attempted, attempt, verdict, candidate, trouble: result.failure, isProbe };
}

/** A refused stream that will not be relayed after all must not keep its connection. */
function discard(failure: Failed | undefined): void {
  const attempted = failure?.attempted;
  if (attempted?.kind === "refused" && attempted.answer.kind === "stream") {
    attempted.answer.abort("another account is asked");
  }
}

function endOf(attempt: Attempt, verdict: Verdict, trouble: Trouble): Attempted {
  if (trouble.kind === "refused") {
    return { kind: "refused", attempt, answer: trouble.answer, status: trouble.status, verdict };
  }
  const { name } = attempt.candidate.account;
  const message = `Account "${name}" ${verdict.message}. Check it with: codegate accounts test "${name}"`;
  const kind = trouble.kind === "timeout" ? "timeout" : "bad_gateway";
  return { kind: "failed", last: { attempt, verdict }, refusal: { kind, message } };
}
