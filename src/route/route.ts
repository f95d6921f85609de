/** From a model name and a caller to the accounts that may serve the request, in order. */
import type { Caller } from "../admit/identify-caller.ts";
import type { Binding } from "../affinity/binding.ts";
import type { RateWindows } from "../admit/rate-windows.ts";
import type { Dialect } from "../base/dialect.ts";
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { Parking } from "../quota/assess-quota.ts";
import type { Quotas } from "../quota/keep-quota.ts";
import type { Account, Snapshot, Tier } from "../store/snapshot.ts";
import type { Candidate, Skip, Standing } from "./candidate.ts";
import { checkAccess, type Asker } from "./check-access.ts";
import { findCandidates, type Found } from "./find-candidates.ts";
import { checkOverage } from "./check-overage.ts";
import { detectTier } from "./detect-tier.ts";
import { explainSkips } from "./explain-skips.ts";
import type { Override } from "./override.ts";
import { whyUnpaid, type Payment, type PayRooms } from "./pay.ts";
import type { Rests } from "./rests.ts";
import { stayHome } from "./stay-home.ts";
import { fallbackStrategy, isStrategy, orderBy } from "./strategies.ts";
import { matchTierRule, type TierRule } from "./tier-rules.ts";

export interface Plan {
  readonly asked: Asked;
  readonly tier: Tier | null;
  /** Null = no config is active. */
  readonly configId: string | null;
  /** What ordered the candidates: a strategy's name, or "direct" without a config. */
  readonly strategy: string;
  /** What the config names instead of a strategy; null = it names one. */
  readonly unknownStrategy: string | null;
  /** In the order of the strategy; the first is the one a quiet day would use. */
  readonly preferred: Candidate;
  /** The first choice is where the conversation lives, whatever the strategy says. */
  readonly isAtHome: boolean;
  /** In the order they are tried: the ones at rest come last, the soonest awake first. */
  readonly candidates: readonly Candidate[];
  /** Milliseconds that each candidate had to rest when the plan was made. */
  readonly restMs: ReadonlyMap<Candidate, number>;
  readonly skips: readonly Skip[];
}

export interface Asked extends Payment {
  readonly model: string;
  readonly dialect: Dialect;
  readonly override: Override;
  /** A name of `clientNames`, for some accounts are not for everybody; null = not known. */
  readonly client: string | null;
  /** Where the conversation lives; null = nowhere yet. */
  readonly home: Binding | null;
}

/** Nobody can serve, and what was said of each account. */
export interface Unroutable extends Refusal {
  readonly skips: readonly Skip[];
}

export interface RouteRooms extends PayRooms {
  readonly windows: RateWindows;
  readonly rests: Rests;
  /** The rules of the setting `codegate_tier_rules`. */
  readonly tierRules: (snapshot: Snapshot) => readonly TierRule[];
  /** What is known of the quota windows of accounts. */
  readonly quotas: Pick<Quotas, "lasting">;
  /** The next position for a config and tier, counted up at each call. */
  readonly nextTurn: (key: string) => number;
}

export function route(
  asked: Asked,
  caller: Caller,
  snapshot: Snapshot,
  rooms: RouteRooms,
): Result<Plan, Unroutable> {
  const { model, dialect, override, client, home } = asked;
  const tier = tierOf(model, rooms.tierRules(snapshot));
  const found = findCandidates({ model, dialect, tier, caller, override }, snapshot);
  if (!found.ok) return failed({ ...found.failure, skips: [] });
  const { config } = found.value;
  const moment = { asked, asker: { caller, client }, snapshot, rooms, time: rooms.now() };
  const { standings, skips } = sift(found.value, moment);
  const name = config?.strategy ?? fallbackStrategy;
  const inTurn = orderBy(name, {
    standings,
    spendOf: rooms.spendOf,
    time: moment.time,
    turn: () => rooms.nextTurn(`${config?.id ?? ""}:${tier ?? ""}`),
  });
  const ordered = stayHome(inTurn, home);
  const preferred = ordered[0]?.candidate;
  if (preferred === undefined) return failed({ ...explainSkips(skips, asked), skips });
  return success({
    asked,
    tier,
    configId: config?.id ?? null,
    strategy: config === null ? "direct" : isStrategy(name) ? name : fallbackStrategy,
    unknownStrategy: isStrategy(name) ? null : name,
    preferred,
    isAtHome: preferred.account.id === home?.accountId,
    candidates: restingLast(ordered).map(({ candidate }) => candidate),
    restMs: restsOf(ordered),
    skips,
  });
}

function tierOf(model: string, rules: readonly TierRule[]): Tier | null {
  const ruled = matchTierRule(model, rules);
  return ruled === undefined ? detectTier(model) : ruled;
}

interface Moment {
  readonly asked: Asked;
  readonly asker: Asker;
  readonly snapshot: Snapshot;
  readonly rooms: RouteRooms;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

interface Sifted {
  /** In the order of what was found. */
  readonly standings: readonly Standing[];
  readonly skips: readonly Skip[];
}

function sift(found: Found, moment: Moment): Sifted {
  const { rests, quotas } = moment.rooms;
  const { time } = moment;
  const standings: Standing[] = [];
  const skips = [...found.skips];
  for (const candidate of found.candidates) {
    const { account, model, resting } = candidate;
    const quota = quotas.lasting(account.id, model, time);
    const reason = whyNotNow(candidate, quota, moment);
    if (reason !== null) {
      skips.push(reason);
      continue;
    }
    const { restMs, providerRestMs } = rests.standing(resting, time);
    // A window that is full by its own headers would only answer 429.
    const keptMs = Math.max(restMs, (quota.parkedUntil ?? 0) - time);
    standings.push({ candidate, quota, restMs, keptMs, providerRestMs });
  }
  return { standings, skips };
}

/** Null = the account may serve this caller and its client now. */
function whyNotNow(
  candidate: Candidate,
  parking: Parking,
  { asked, asker, snapshot, rooms, time }: Moment,
): Skip | null {
  const { account } = candidate;
  const barred = candidate.isForAll ? null : checkAccess(account, asker, time);
  if (barred !== null) return barred;
  const unpaid = whyUnpaid(candidate, asked, rooms);
  if (unpaid !== null) return unpaid;
  const waitMs = rooms.windows.waitFor(candidate.window, account.rateLimit);
  if (waitMs > 0) return { account, kind: "rate-limit", reason: rateLimitReason(account), waitMs };
  return checkOverage(account, parking, snapshot, time);
}

export function rateLimitReason({ rateLimit }: Account): string {
  return `is at its limit of ${rateLimit} requests a minute`;
}

/** Accounts at rest come last, the soonest awake first; before them those of a resting provider. */
function restingLast(standings: readonly Standing[]): readonly Standing[] {
  if (standings.every(isAwake)) return standings;
  const kept = standings.filter((each) => !isAwake(each));
  const inTurn = kept.toSorted(
    (left, right) => left.keptMs - right.keptMs || left.providerRestMs - right.providerRestMs,
  );
  return [...standings.filter(isAwake), ...inTurn];
}

function isAwake({ keptMs, providerRestMs }: Standing): boolean {
  return keptMs === 0 && providerRestMs === 0;
}

const nobodyRests: ReadonlyMap<Candidate, number> = new Map();

function restsOf(standings: readonly Standing[]): ReadonlyMap<Candidate, number> {
  if (standings.every(({ restMs }) => restMs === 0)) return nobodyRests;
  const resting = new Map<Candidate, number>();
  for (const { candidate, restMs } of standings) if (restMs > 0) resting.set(candidate, restMs);
  return resting;
}
