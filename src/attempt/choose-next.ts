/** Who is asked next: the candidates of a plan as they are now, and what came of the last ones. */
import type { RateWindows } from "../admit/rate-windows.ts";
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import type { Candidate, Skip } from "../route/candidate.ts";
import { explainSkips } from "../route/explain-skips.ts";
import type { Rests } from "../route/rests.ts";
import { rateLimitReason, type Plan } from "../route/route.ts";
import type { Reservation } from "../route/spend.ts";
import type { Verdict } from "./judge.ts";
import type { Trouble } from "./trouble.ts";

export interface ChoiceRooms {
  readonly windows: RateWindows;
  readonly rests: Rests;
  /** Why the request cannot be paid for at the candidate (a budget, overage); null = it can. */
  readonly whyUnpaid: (candidate: Candidate) => Skip | null;
  /** Sets aside what the request will probably cost. */
  readonly reserve: (candidate: Candidate) => Reservation;
  /** How long to wait for the candidate that failed before another is asked, milliseconds; 0 = not at all. */
  readonly worthWaitingMs: (failed: Candidate) => number;
  /** Runs the work while no other worker of this gateway chooses. */
  readonly exclusively: <Value>(work: () => Value) => Value;
  /** Waits; false when the client went away meanwhile. */
  readonly pause: (milliseconds: number) => Promise<boolean>;
}

/** A candidate that was asked in vain. */
export interface AskedInVain {
  readonly candidate: Candidate;
  readonly verdict: Verdict;
  /** Null = nothing was sent. */
  readonly trouble: Trouble | null;
  /** It was tried although it rested, because everybody did. */
  readonly isProbe: boolean;
}

/**
 * The next candidate that has not been asked, is awake now and has a place in its window. Judged
 * anew before each attempt: other requests change who is awake. If all rest, the first to wake up
 * is asked all the same, unless its provider has named the end of its rest; and where it fails, the
 * next one whose rest is only our guess.
 */
export function chooseNext(
  plan: Plan,
  failures: readonly AskedInVain[],
  rooms: ChoiceRooms,
): Place | null {
  const { rests } = rooms;
  // Fast path: nearly every request is served by the first one that is asked.
  const [first] = plan.candidates;
  if (failures.length === 0 && first !== undefined && rests.remaining(first.resting) === 0) {
    const place = takeFirst([first], rooms);
    if (place !== null) return place;
  }
  // A minute's limit on two accounts is a limit on this machine's address: hopping on would
  // only spread it.
  const throttled = failures.filter(({ verdict }) => verdict.isThrottle);
  if (new Set(throttled.map((each) => each.candidate)).size > 1) return null;
  const fresh = plan.candidates.filter((each) => !failures.some((one) => one.candidate === each));
  const awake = fresh.filter(({ resting }) => rests.remaining(resting) === 0);
  const overloaded = new Set(
    failures.filter(({ verdict }) => verdict.rest?.scope === "provider").map(providerOf),
  );
  const others = awake.filter(({ resting }) => !overloaded.has(resting.provider));
  const siblings = awake.filter((each) => !others.includes(each));
  const inTurn = throttled.length > 0 ? idleFirst(others, rests) : others;
  const found = takeFirst([...inTurn, ...siblings], rooms);
  if (found !== null || awake.length > 0 || !failures.every(({ isProbe }) => isProbe)) return found;
  const mayBeAsked = ({ resting }: Candidate) =>
    failures.length === 0 ? rests.takeProbe(resting) : rests.isGuess(resting);
  const probed = takeFirst(fresh, rooms, mayBeAsked);
  return probed === null ? null : { ...probed, isProbe: true };
}

/** What one account may not serve this minute would soon be too much for a busy one, too. */
function idleFirst(candidates: readonly Candidate[], rests: Rests): readonly Candidate[] {
  const isIdle = ({ resting }: Candidate) => rests.isIdle(resting);
  return [...candidates.filter(isIdle), ...candidates.filter((each) => !isIdle(each))];
}

/** A candidate with a place in its window and in its budget. */
export interface Place {
  readonly candidate: Candidate;
  readonly reservation: Reservation;
  /** It rests, and is tried because everybody does. */
  readonly isProbe: boolean;
}

function takeFirst(
  candidates: readonly Candidate[],
  rooms: ChoiceRooms,
  mayBeAsked: (candidate: Candidate) => boolean = () => true,
): Place | null {
  if (candidates.length === 0) return null;
  return rooms.exclusively(() => takeFree(candidates, rooms, mayBeAsked));
}

function takeFree(
  candidates: readonly Candidate[],
  { windows, rests, whyUnpaid, reserve }: ChoiceRooms,
  mayBeAsked: (candidate: Candidate) => boolean,
): Place | null {
  for (const candidate of candidates) {
    const { account, window } = candidate;
    // Nothing waits in between, so that no other request can take what was found free.
    if (whyUnpaid(candidate) !== null) continue;
    if (windows.waitFor(window, account.rateLimit) > 0 || !mayBeAsked(candidate)) continue;
    windows.take(window, account.rateLimit);
    rests.take(candidate.resting);
    return { candidate, reservation: reserve(candidate), isProbe: false };
  }
  return null;
}

/** For the same account once more: another call takes another place. */
export function takeAgain(candidate: Candidate, rooms: ChoiceRooms): Place | null {
  return takeFirst([candidate], rooms);
}

function providerOf({ candidate }: AskedInVain): string {
  return candidate.resting.provider;
}

/** When only a short wait can help (a throttle, an overload), one more try after it. */
export async function chooseAfterPause(
  failures: readonly AskedInVain[],
  rooms: ChoiceRooms,
): Promise<Place | null> {
  const { rests, pause } = rooms;
  const waits = failures
    .filter(({ verdict }) => verdict.isThrottle || verdict.rest?.scope === "provider")
    .map(({ candidate }) => ({ candidate, waitMs: waitOf(candidate, rests) }))
    .toSorted((left, right) => left.waitMs - right.waitMs);
  const soonest = waits[0];
  if (soonest === undefined || hasPaused(failures)) return null;
  if (soonest.waitMs > limits.pauseLongestMs || !(await pause(soonest.waitMs))) return null;
  return takeFirst([soonest.candidate], rooms);
}

/** The candidate that has just failed once more, where a wait costs less than going elsewhere. */
export async function stayAfterPause(
  failures: readonly AskedInVain[],
  rooms: ChoiceRooms,
): Promise<Place | null> {
  const last = failures.at(-1);
  if (last === undefined || hasPaused(failures) || !passes(last)) return null;
  const waitMs = waitOf(last.candidate, rooms.rests);
  const worthMs = rooms.worthWaitingMs(last.candidate);
  if (worthMs === 0 || waitMs > worthMs || !(await rooms.pause(waitMs))) return null;
  return takeFirst([last.candidate], rooms);
}

/** Trouble whose end the provider has named, or that is over in a moment. */
function passes({ verdict: { rest, isThrottle } }: AskedInVain): boolean {
  return isThrottle || rest?.scope === "provider" || (rest?.askedMs ?? null) !== null;
}

/** One request pauses once: it has asked somebody a second time. */
function hasPaused(failures: readonly AskedInVain[]): boolean {
  return failures.length !== new Set(failures.map((each) => each.candidate)).size;
}

function waitOf({ resting }: Candidate, rests: Rests): number {
  return Math.max(rests.remaining(resting), rests.providerRemaining(resting));
}

/** Nobody may be asked now: why, and when the first one can be. */
export function nobody({ candidates, asked, skips }: Plan, rooms: ChoiceRooms): Refusal {
  const kept = candidates.map((each) => rooms.whyUnpaid(each) ?? keptBy(each, rooms));
  return explainSkips([...kept, ...skips], asked);
}

function keptBy({ account, resting, window }: Candidate, { windows, rests }: ChoiceRooms): Skip {
  const restMs = rests.remaining(resting);
  const placeMs = windows.waitFor(window, account.rateLimit);
  const waitMs = Math.max(restMs, placeMs);
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return restMs >= placeMs
    ? { account, kind: "resting", reason: `rests for another ${seconds} seconds`, waitMs }
    : { account, kind: "rate-limit", reason: rateLimitReason(account), waitMs };
}
