/** The loop over candidates: try, judge, next, until one answer is worth relaying. */
import type { RateWindows } from "../admit/rate-windows.ts";
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import type { Result } from "../base/result.ts";
import type { Candidate, Skip } from "../route/candidate.ts";
import { explainSkips } from "../route/explain-skips.ts";
import type { Rests } from "../route/rests.ts";
import { accountWindow, rateLimitReason, type Plan } from "../route/route.ts";
import type { Reservation } from "../route/spend.ts";
import type { UpstreamAnswer } from "./answer.ts";
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
      readonly verdict: Verdict;
    }
  /** Nobody could serve, and there are no words to relay. */
  | { readonly kind: "failed"; readonly tried: readonly Tried[]; readonly refusal: Refusal }
  | { readonly kind: "gone"; readonly attempt: Attempt };

export interface AttemptRooms {
  readonly windows: RateWindows;
  readonly rests: Rests;
  readonly now: () => number;
  /** Why the budget of the candidate's account cannot hold the request; null = it can. */
  readonly overBudget: (candidate: Candidate) => Skip | null;
  /** Sets aside what the request will probably cost. */
  readonly reserve: (candidate: Candidate) => Reservation;
  /** Waits; false when the client went away meanwhile. */
  readonly pause: (milliseconds: number) => Promise<boolean>;
  /** Fails when the account's dialect cannot say what the client asks; nothing is sent then. */
  readonly prepare: (candidate: Candidate) => Result<Outgoing, Refusal>;
  readonly send: (
    candidate: Candidate,
    outgoing: Outgoing,
  ) => Promise<Result<UpstreamAnswer, Trouble | Gone>>;
  readonly isAllowed: (setting: SwitchSetting) => boolean;
  /** Told of every attempt that failed, the last one included. */
  readonly onFailure: (attempt: Attempt, verdict: Verdict, trouble: Trouble) => void;
}

/** What one attempt came to, when it was not the end. */
interface Failed {
  readonly attempted: Attempted;
  readonly verdict: Verdict;
  readonly candidate: Candidate;
}

export async function attemptAll(plan: Plan, rooms: AttemptRooms): Promise<Attempted> {
  const deadline = rooms.now() + limits.attemptBudgetMs;
  const failures: Failed[] = [];
  let next = chooseNext(plan, failures, rooms);
  while (next !== null && failures.length < limits.attemptsMost && rooms.now() < deadline) {
    const outcome = await attemptOne(next, failures.map(triedOf), rooms);
    discard(failures.at(-1));
    if ("kind" in outcome) return outcome;
    failures.push(outcome);
    const { verdict } = outcome;
    if (!mayGoOn(verdict, rooms)) break;
    next = chooseNext(plan, failures, rooms) ?? (await chooseAfterPause(failures, rooms));
  }
  const last = failures.at(-1);
  return last?.attempted ?? { kind: "failed", tried: [], refusal: nobody(plan, rooms) };
}

function mayGoOn({ next }: Verdict, { isAllowed }: AttemptRooms): boolean {
  return next === "always" || (next !== null && isAllowed(next));
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
  { candidate, reservation }: Place,
  tried: readonly Tried[],
  rooms: AttemptRooms,
): Promise<Attempted | Failed> {
  const prepared = rooms.prepare(candidate);
  if (!prepared.ok) {
    reservation.release();
    return unprepared(candidate, tried, prepared.failure);
  }
  const outgoing = prepared.value;
  const number = tried.length + 1;
  const startedAt = rooms.now();
  const attempt: Attempt = { number, tried, candidate, outgoing, startedAt, reservation };
  const result = await rooms.send(candidate, outgoing);
  if (result.ok) {
    rooms.rests.wake(candidate.resting, attempt.startedAt);
    return { kind: "answered", attempt, answer: result.value };
  }
  if (result.failure.kind === "gone") return { kind: "gone", attempt };
  const verdict = judge(result.failure, rooms.now());
  const { rest, outcome } = verdict;
  if (rest !== null) {
    const failure = { sentAt: attempt.startedAt, outcome };
    rooms.rests.start(rest.scope, candidate.resting, rest.askedMs, failure);
  }
  rooms.onFailure(attempt, verdict, result.failure);
  reservation.release();
  return { attempted: endOf(attempt, verdict, result.failure), verdict, candidate };
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
  return { attempted: { kind: "failed", tried: all, refusal }, verdict, candidate };
}

/**
 * The next candidate that has not been asked, is awake now and has a place in its window. Judged
 * anew before each attempt: other requests change who is awake. If all rest, the first to wake up
 * is asked all the same, unless its provider has named the end of its rest.
 */
function chooseNext(plan: Plan, failures: readonly Failed[], rooms: AttemptRooms): Place | null {
  const { rests } = rooms;
  // A minute's limit on two accounts is a limit on this machine's address: hopping on would
  // only spread it.
  if (failures.filter(({ verdict }) => verdict.isThrottle).length > 1) return null;
  const fresh = plan.candidates.filter((each) => !failures.some((one) => one.candidate === each));
  const awake = fresh.filter(({ resting }) => rests.remaining(resting) === 0);
  const overloaded = new Set(
    failures.filter(({ verdict }) => verdict.rest?.scope === "provider").map(providerOf),
  );
  const others = awake.filter(({ resting }) => !overloaded.has(resting.provider));
  const siblings = awake.filter((each) => !others.includes(each));
  const found = takeFirst([...others, ...siblings], rooms);
  if (found !== null || failures.length > 0 || awake.length > 0) return found;
  return takeFirst(fresh, rooms, ({ resting }) => rests.takeProbe(resting));
}

/** A candidate with a place in its window and in its budget. */
interface Place {
  readonly candidate: Candidate;
  readonly reservation: Reservation;
}

function takeFirst(
  candidates: readonly Candidate[],
  { windows, overBudget, reserve }: AttemptRooms,
  mayBeAsked: (candidate: Candidate) => boolean = () => true,
): Place | null {
  for (const candidate of candidates) {
    const { account } = candidate;
    // Nothing waits in between, so that no other request can take what was found free.
    if (overBudget(candidate) !== null) continue;
    const window = accountWindow(account.id);
    if (windows.waitFor(window, account.rateLimit) > 0 || !mayBeAsked(candidate)) continue;
    windows.take(window, account.rateLimit);
    return { candidate, reservation: reserve(candidate) };
  }
  return null;
}

function providerOf({ candidate }: Failed): string {
  return candidate.resting.provider;
}

/** When only a short wait can help (a throttle, an overload), one more try after it. */
async function chooseAfterPause(
  failures: readonly Failed[],
  rooms: AttemptRooms,
): Promise<Place | null> {
  const { rests, pause } = rooms;
  const waits = failures
    .filter(({ verdict }) => verdict.isThrottle || verdict.rest?.scope === "provider")
    .map(({ candidate }) => ({ candidate, waitMs: waitOf(candidate, rests) }))
    .toSorted((left, right) => left.waitMs - right.waitMs);
  const soonest = waits[0];
  const hasPaused = failures.length !== new Set(failures.map((each) => each.candidate)).size;
  if (soonest === undefined || hasPaused || soonest.waitMs > limits.pauseLongestMs) return null;
  if (!(await pause(soonest.waitMs))) return null;
  return takeFirst([soonest.candidate], rooms);
}

function waitOf({ resting }: Candidate, rests: Rests): number {
  return Math.max(rests.remaining(resting), rests.providerRemaining(resting));
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
    return { kind: "refused", attempt, answer: trouble.answer, verdict };
  }
  const { name } = attempt.candidate.account;
  const message = `Account "${name}" ${verdict.message}. Check it with: codegate accounts test "${name}"`;
  const kind = trouble.kind === "timeout" ? "timeout" : "bad_gateway";
  const tried = [...attempt.tried, { candidate: attempt.candidate, outcome: verdict.outcome }];
  return { kind: "failed", tried, refusal: { kind, message } };
}

/** Nobody may be asked now: why, and when the first one can be. */
function nobody({ candidates, asked, skips }: Plan, rooms: AttemptRooms): Refusal {
  const kept = candidates.map((each) => rooms.overBudget(each) ?? keptBy(each, rooms));
  return explainSkips([...kept, ...skips], asked);
}

function keptBy({ account, resting }: Candidate, { windows, rests }: AttemptRooms): Skip {
  const restMs = rests.remaining(resting);
  const placeMs = windows.waitFor(accountWindow(account.id), account.rateLimit);
  const waitMs = Math.max(restMs, placeMs);
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return restMs >= placeMs
    ? { account, kind: "resting", reason: `rests for another ${seconds} seconds`, waitMs }
    : { account, kind: "rate-limit", reason: rateLimitReason(account), waitMs };
}
