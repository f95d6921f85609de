/** The loop over candidates: try, judge, next, until one answer is worth relaying. */
import type { RateWindows } from "../admit/rate-windows.ts";
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import type { Result } from "../base/result.ts";
import type { Candidate } from "../route/candidate.ts";
import type { Rests } from "../route/rests.ts";
import { accountWindow, type Plan } from "../route/route.ts";
import type { UpstreamAnswer } from "./answer.ts";
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
      readonly verdict: Verdict;
    }
  /** Nobody could serve, and there are no words to relay. */
  | { readonly kind: "failed"; readonly last: FailedAttempt | null; readonly refusal: Refusal }
  | { readonly kind: "gone"; readonly attempt: Attempt };

export interface AttemptRooms {
  readonly windows: RateWindows;
  readonly rests: Rests;
  readonly now: () => number;
  /** Waits; false when the client went away meanwhile. */
  readonly pause: (milliseconds: number) => Promise<boolean>;
  readonly prepare: (candidate: Candidate) => Outgoing;
  readonly send: (
    candidate: Candidate,
    outgoing: Outgoing,
  ) => Promise<Result<UpstreamAnswer, Trouble | Gone>>;
  readonly isAllowed: (setting: SwitchSetting) => boolean;
  /** True when a token that was refused could be renewed, so that the same account can be asked again. */
  readonly renew: (attempt: Attempt, trouble: Trouble) => Promise<boolean>;
  /** Told of every attempt that failed, the last one included. */
  readonly onFailure: (attempt: Attempt, verdict: Verdict, trouble: Trouble) => void;
}

/** What one attempt came to, when it was not the end. */
interface Failed {
  readonly attempted: Attempted;
  readonly verdict: Verdict;
  readonly candidate: Candidate;
  readonly isRenewed: boolean;
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
    if (outcome.isRenewed) continue;
    if (verdict.next === null || !rooms.isAllowed(verdict.next)) break;
    next =
      chooseNext(plan, failures, rooms) ??
      (await chooseAfterPause(failures.filter(isFinal), rooms));
  }
  const last = failures.at(-1);
  return last?.attempted ?? { kind: "failed", last: null, refusal: nobody(plan, rooms) };
}

function isFinal({ isRenewed }: Failed): boolean {
  return !isRenewed;
}

function triedOf({ candidate, verdict }: Failed): Tried {
  return { candidate, outcome: verdict.outcome };
}

async function attemptOne(
  candidate: Candidate,
  tried: readonly Tried[],
  rooms: AttemptRooms,
): Promise<Attempted | Failed> {
  const outgoing = rooms.prepare(candidate);
  const number = tried.length + 1;
  const attempt: Attempt = { number, tried, candidate, outgoing, startedAt: rooms.now() };
  const result = await rooms.send(candidate, outgoing);
  if (result.ok) {
    rooms.rests.wake(candidate.resting);
    return { kind: "answered", attempt, answer: result.value };
  }
  if (result.failure.kind === "gone") return { kind: "gone", attempt };
  const isRepeated = tried.some((each) => each.candidate === candidate);
  const isRenewed = !isRepeated && (await rooms.renew(attempt, result.failure));
  const judged = judge(result.failure, rooms.now());
  const verdict = isRenewed ? { ...judged, accountStatus: null, rest: null } : judged;
  const { rest } = verdict;
  if (rest !== null) rooms.rests.start(rest.scope, candidate.resting, rest.askedMs);
  rooms.onFailure(attempt, verdict, result.failure);
  return { attempted: endOf(attempt, verdict, result.failure), verdict, candidate, isRenewed };
}

/**
 * The next candidate that has not been asked, is awake now and has a place in its window. Judged
 * anew before each attempt: other requests change who is awake. If all rest, the first to wake up
 * is asked all the same, unless its provider has named the end of its rest.
 */
function chooseNext(
  plan: Plan,
  failures: readonly Failed[],
  { windows, rests }: AttemptRooms,
): Candidate | null {
  // A minute's limit on two accounts is a limit on this machine's address: hopping on would
  // only spread it.
  if (failures.filter(({ verdict }) => verdict.isThrottle).length > 1) return null;
  const fresh = plan.candidates.filter((each) => !failures.some((one) => one.candidate === each));
  const awake = fresh.filter(({ resting }) => rests.remaining(resting) === 0);
  const overloaded = new Set(
    failures.filter(({ verdict }) => verdict.rest?.scope === "provider").map(providerOf),
  );
  const others = awake.filter(({ resting }) => !overloaded.has(resting.provider));
  const hasPlace = ({ account }: Candidate) =>
    windows.take(accountWindow(account.id), account.rateLimit) === 0;
  const found = [...others, ...awake.filter((each) => !others.includes(each))].find(hasPlace);
  if (found !== undefined || failures.length > 0 || awake.length > 0) return found ?? null;
  return fresh.find((each) => hasPlace(each) && rests.takeProbe(each.resting)) ?? null;
}

function providerOf({ candidate }: Failed): string {
  return candidate.resting.provider;
}

/** When only a short wait can help (a throttle, an overload), one more try after it. */
async function chooseAfterPause(
  failures: readonly Failed[],
  { rests, windows, pause }: AttemptRooms,
): Promise<Candidate | null> {
  const waits = failures
    .filter(({ verdict }) => verdict.isThrottle || verdict.rest?.scope === "provider")
    .map(({ candidate }) => ({ candidate, waitMs: waitOf(candidate, rests) }))
    .toSorted((left, right) => left.waitMs - right.waitMs);
  const soonest = waits[0];
  const hasPaused = failures.length !== new Set(failures.map((each) => each.candidate)).size;
  if (soonest === undefined || hasPaused || soonest.waitMs > limits.pauseLongestMs) return null;
  if (!(await pause(soonest.waitMs))) return null;
  const { account } = soonest.candidate;
  return windows.take(accountWindow(account.id), account.rateLimit) === 0
    ? soonest.candidate
    : null;
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
  return { kind: "failed", last: { attempt, verdict }, refusal: { kind, message } };
}

/** Every account rests or is at its limit: when the first one can be asked again. */
function nobody(plan: Plan, { windows, rests }: AttemptRooms): Refusal {
  const waits = plan.candidates.map(({ account, resting }) =>
    Math.max(
      rests.remaining(resting),
      windows.waitFor(accountWindow(account.id), account.rateLimit),
    ),
  );
  const seconds = Math.max(1, Math.ceil(Math.min(...waits) / 1_000));
  return {
    kind: "rate_limit",
    message:
      "Every account that can serve this model rests or is at its limit. The first one can be " +
      `asked again in ${seconds} seconds.`,
    retryAfterSeconds: seconds,
  };
}
