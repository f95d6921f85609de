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
  takeAgain,
  type AskedInVain,
  type ChoiceRooms,
  type Place,
} from "./choose-next.ts";
import { judge, type SwitchSetting, type Verdict } from "./judge.ts";
import type { Outgoing } from "./outgoing.ts";
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
  | {
      readonly kind: "failed";
      readonly tried: readonly Tried[];
      /** The last call; null = there was none. */
      readonly last: Attempt | null;
      readonly refusal: Refusal;
    }
  | { readonly kind: "gone"; readonly attempt: Attempt };

export interface AttemptRooms extends ChoiceRooms {
  readonly now: () => number;
  /** Fails when the account's dialect cannot say what the client asks; nothing is sent then. */
  readonly prepare: (candidate: Candidate) => Result<Outgoing, Refusal>;
  /**
   * The call for the same account once more, when what it was refused for could be put right: a
   * token was renewed, a field left out. Null = nothing could.
   */
  readonly mend: (attempt: Attempt, trouble: Trouble) => Promise<Outgoing | null>;
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
  /** Null = nothing was sent. */
  readonly attempt: Attempt | null;
  readonly attempted: Attempted;
  /** All that were asked so far, this candidate included. */
  readonly tried: readonly Tried[];
}

export async function attemptAll(plan: Plan, rooms: AttemptRooms): Promise<Attempted> {
  const deadline = rooms.now() + limits.attemptBudgetMs;
  const failures: Failed[] = [];
  let tried: readonly Tried[] = [];
  let next = chooseNext(plan, failures, rooms);
  while (next !== null) {
    const outcome = await ask(next, tried, rooms);
    discard(failures.at(-1)?.attempted);
    if ("kind" in outcome) return outcome;
    failures.push(outcome);
    tried = outcome.tried;
    const { verdict } = outcome;
    if (!mayGoOn(verdict, rooms)) break;
    // Before a place is taken, which would be given back by nobody.
    if (tried.length >= limits.attemptsMost || rooms.now() >= deadline) break;
    next =
      (await stayAfterPause(failures, rooms)) ??
      chooseNext(plan, failures, rooms) ??
      (await chooseAfterPause(failures, rooms));
  }
  const last = failures.at(-1);
  if (last === undefined) {
    return { kind: "failed", tried: [], last: null, refusal: nobody(plan, rooms) };
  }
  const refusal = allRestStill(plan, failures, rooms);
  if (refusal === null) return last.attempted;
  discard(last.attempted);
  return { kind: "failed", tried, last: last.attempt, refusal };
}

function mayGoOn({ next }: Verdict, { isAllowed }: AttemptRooms): boolean {
  return next === "always" || (next !== null && isAllowed(next));
}

/** One candidate: again for each cause of a refusal that could be put right, of which each is once. */
async function ask(
  first: Place,
  before: readonly Tried[],
  rooms: AttemptRooms,
): Promise<Attempted | Failed> {
  let place = first;
  try {
    const { candidate } = first;
    const prepared = rooms.prepare(candidate);
    if (!prepared.ok) {
      place.reservation.release();
      return unprepared(candidate, before, prepared.failure);
    }
    let outgoing = prepared.value;
    let tried = before;
    const mended: string[] = [];
    for (;;) {
      const attempt = begin(place, outgoing, tried, rooms.now());
      const result = await rooms.send(candidate, outgoing);
      if (result.ok) {
        rooms.rests.wake(candidate.resting, attempt.startedAt);
        return { kind: "answered", attempt, answer: result.value };
      }
      const trouble = result.failure;
      if (trouble.kind === "gone") return { kind: "gone", attempt };
      const refused = { place, attempt, trouble, mended };
      const { failed, mend } = await settleFailure(refused, rooms);
      const again = mend === null ? null : takeAgain(candidate, rooms);
      if (mend === null || again === null) return failed;
      discard(failed.attempted);
      mended.push(failed.verdict.outcome);
      ({ tried } = failed);
      outgoing = mend;
      place = again;
    }
  } catch (error) {
    // A mistake of ours, which surfaces; but no budget must stay smaller because of it.
    place.reservation.release();
    throw error;
  }
}

function begin(
  { candidate, reservation }: Place,
  outgoing: Outgoing,
  tried: readonly Tried[],
  startedAt: number,
): Attempt {
  return { number: tried.length + 1, tried, candidate, outgoing, startedAt, reservation };
}

interface Refused {
  readonly place: Place;
  readonly attempt: Attempt;
  readonly trouble: Trouble;
  /** Outcomes that were put right already; what comes again cannot be. */
  readonly mended: readonly string[];
}

interface Settled {
  readonly failed: Failed;
  /** The call that follows; null = nothing could be put right. */
  readonly mend: Outgoing | null;
}

async function settleFailure(refused: Refused, rooms: AttemptRooms): Promise<Settled> {
  const { place, attempt, trouble, mended } = refused;
  const { candidate, number } = attempt;
  const judged = judge(trouble, candidate.offer, rooms.now());
  const { outcome } = judged;
  const mayMend = !mended.includes(outcome) && number < limits.attemptsMost;
  const mend = mayMend ? await rooms.mend(attempt, trouble) : null;
  // What could be put right is nothing against the account.
  const verdict = mend === null ? judged : { ...judged, accountStatus: null, rest: null };
  startRest(attempt, verdict, rooms);
  rooms.onFailure(attempt, verdict, trouble);
  // Its money is free from here on; the call that follows needs a place like any other.
  attempt.reservation.release();
  const attempted = endOf(attempt, verdict, trouble);
  const { isProbe } = place;
  const tried = [...attempt.tried, { candidate, outcome }];
  return { failed: { attempted, attempt, verdict, candidate, trouble, isProbe, tried }, mend };
}

function startRest(
  { candidate, startedAt }: Attempt,
  { rest, outcome }: Verdict,
  { rests }: AttemptRooms,
): void {
  if (rest === null) return;
  rests.start(rest.scope, candidate.resting, rest.askedMs, { sentAt: startedAt, outcome });
}

/** Nobody is to blame, and an account of another dialect may be able to. */
function unprepared(candidate: Candidate, tried: readonly Tried[], refusal: Refusal): Failed {
  const verdict: Verdict = {
    outcome: "not convertible",
    next: "always",
    accountStatus: null,
    rest: null,
    isThrottle: false,
    message: refusal.message,
  };
  const all = [...tried, { candidate, outcome: verdict.outcome }];
  const attempted: Attempted = { kind: "failed", tried: all, last: null, refusal };
  const nothing = { attempt: null, trouble: null, isProbe: false };
  return { ...nothing, attempted, verdict, candidate, tried: all };
}

/** A refused stream that will not be relayed after all must not keep its connection. */
function discard(attempted: Attempted | undefined): void {
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
  const tried = [...attempt.tried, { candidate: attempt.candidate, outcome: verdict.outcome }];
  return { kind: "failed", tried, last: attempt, refusal: { kind, message } };
}
