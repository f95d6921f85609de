/** A routing decision on what the database says, without a request and without a call. */
import type { Caller } from "../../admit/identify-caller.ts";
import { createRateWindows } from "../../admit/rate-windows.ts";
import type { Dialect } from "../../base/dialect.ts";
import { success, type Result } from "../../base/result.ts";
import { createQuotas, quotaHints } from "../../quota/keep-quota.ts";
import { createModelLimits, type LimitFinder } from "../../route/model-limits.ts";
import type { Candidate } from "../../route/candidate.ts";
import type { RestView } from "../../route/rest.ts";
import { createRests } from "../../route/rests.ts";
import { route, type Plan, type RouteRooms, type Unroutable } from "../../route/route.ts";
import { createTierRules } from "../../route/tier-rules.ts";
import type { StorePlace } from "../../store/change-store.ts";
import { readPartlyKnownOnce } from "../../store/read-partly-known.ts";
import { readHintsOnce, readSnapshotOnce } from "../../store/read-once.ts";
import type { Snapshot } from "../../store/snapshot.ts";
import type { Spending } from "../accounts/describe-account.ts";

export interface Explanation {
  readonly snapshot: Snapshot;
  readonly decision: Result<Plan, Unroutable>;
  /** In the order in which they would be asked; empty when nobody can serve. */
  readonly candidates: readonly ExplainedCandidate[];
  /** What is wrong with the settings that the decision went by. */
  readonly problems: readonly string[];
}

export interface ExplainedCandidate {
  readonly candidate: Candidate;
  /** Milliseconds until its rest is over; 0 = it is awake. */
  readonly restMs: number;
  /** The rest that keeps it; null when none does. */
  readonly rest: RestView | null;
  /** Milliseconds since the epoch; null = no quota window is used up. */
  readonly parkedUntil: number | null;
  /** Share that is left in its tightest quota window, 0 to 1; null = nothing is known. */
  readonly headroom: number | null;
  readonly spent: Spending;
  /** Output tokens above which a request is clamped; null = no limit is known. */
  readonly outputLimit: number | null;
}

export interface ExplainQuestion {
  readonly model: string;
  readonly dialect: Dialect;
  /** A name of `clientNames`; null = a program that is not known. */
  readonly client: string | null;
  /** Who asks, in this picture. */
  readonly caller: (snapshot: Snapshot) => Result<Caller, string>;
}

export function explain(
  question: ExplainQuestion,
  place: StorePlace,
  now: number,
): Result<Explanation, string> {
  const snapshot = readSnapshotOnce(place, now);
  if (!snapshot.ok) return snapshot;
  const caller = question.caller(snapshot.value);
  if (!caller.ok) return caller;
  const problems: string[] = [];
  const rooms = roomsOf(place, snapshot.value, { now, problems });
  if (!rooms.ok) return rooms;
  const asked = {
    model: question.model,
    dialect: question.dialect,
    override: { account: null, config: null },
    client: question.client,
    home: null,
    estimateUsd: () => 0,
  };
  const decision = route(asked, caller.value, snapshot.value, rooms.value);
  const candidates = decision.ok ? decision.value.candidates : [];
  const limitsOf = createModelLimits((problem) => problems.push(problem))(snapshot.value);
  return success({
    snapshot: snapshot.value,
    decision,
    candidates: candidates.map((each) => explained(each, limitsOf, rooms.value)),
    problems,
  });
}

type ExplainRooms = RouteRooms & {
  readonly quotas: ReturnType<typeof createQuotas>;
  readonly partlyKnown: ReadonlySet<string>;
};

interface RoomsInput {
  readonly now: number;
  readonly problems: string[];
}

/** Looking changes nothing. */
const save = (): void => undefined;

/** What a gateway that starts now would know. */
function roomsOf(
  place: StorePlace,
  snapshot: Snapshot,
  { now: at, problems }: RoomsInput,
): Result<ExplainRooms, string> {
  const rests = readHintsOnce(place, "rest", at);
  if (!rests.ok) return rests;
  const quotas = readHintsOnce(place, quotaHints, at);
  if (!quotas.ok) return quotas;
  const partlyKnown = readPartlyKnownOnce(place, at);
  if (!partlyKnown.ok) return partlyKnown;
  const now = () => at;
  return success({
    now,
    windows: createRateWindows({ now }),
    rests: createRests({ now, save, load: () => rests.value }),
    quotas: createQuotas({ now, save, load: () => quotas.value }),
    spendOf: (accountId) => snapshot.monthlySpend.get(accountId) ?? 0,
    reservedOf: () => 0,
    partlyKnown: partlyKnown.value,
    tierRules: createTierRules((problem) => problems.push(problem)),
    nextTurn: () => 0,
  });
}

function explained(
  candidate: Candidate,
  limitsOf: LimitFinder,
  { rests, quotas, spendOf, partlyKnown }: ExplainRooms,
): ExplainedCandidate {
  const { account, model, resting } = candidate;
  const { headroom, parkedUntil } = quotas.assess(account.id, model);
  const kept = rests
    .view(account.id)
    .filter(({ family }) => family === null || family === resting.family);
  return {
    candidate,
    restMs: rests.remaining(resting),
    rest: kept.toSorted((left, right) => right.until - left.until)[0] ?? null,
    parkedUntil,
    headroom: quotas.view(account.id) === null ? null : headroom,
    spent: { usd: spendOf(account.id), isLeast: partlyKnown.has(account.id) },
    outputLimit: limitsOf(account, model).output,
  };
}
