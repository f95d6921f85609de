/** From a model name and a caller to the accounts that may serve the request, in order. */
import type { Caller } from "../admit/identify-caller.ts";
import type { Binding } from "../affinity/binding.ts";
import type { RateWindows } from "../admit/rate-windows.ts";
import type { Dialect } from "../base/dialect.ts";
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import { findOffer, providerOf } from "../provider/find-offer.ts";
import type { Offer } from "../provider/providers.ts";
import type { Quotas } from "../quota/keep-quota.ts";
import type { Account, Snapshot, Tier } from "../store/snapshot.ts";
import type { Candidate, Choice, Skip } from "./candidate.ts";
import { checkAccess } from "./check-access.ts";
import { chooseConfig } from "./choose-config.ts";
import { detectTier } from "./detect-tier.ts";
import { explainSkips } from "./explain-skips.ts";
import type { Override } from "./override.ts";
import type { Rests } from "./rests.ts";
import { stayHome } from "./stay-home.ts";
import { fallbackStrategy, isStrategy, orderBy } from "./strategies.ts";
import { matchTierRule, type TierRule } from "./tier-rules.ts";

export interface Plan {
  readonly tier: Tier | null;
  /** Null = no config is active. */
  readonly configId: string | null;
  /** What ordered the candidates: a strategy's name, or "direct" without a config. */
  readonly strategy: string;
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

export interface Asked {
  readonly model: string;
  readonly dialect: Dialect;
  readonly override: Override;
  /** Who asks; some accounts are not for everybody. */
  readonly client: string | null;
  /** Where the conversation lives; null = nowhere yet. */
  readonly home: Binding | null;
}

export interface RouteRooms {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly windows: RateWindows;
  readonly rests: Rests;
  /** US dollars spent this month by account id. */
  readonly spendOf: (accountId: string) => number;
  /** The rules of the setting `codegate_tier_rules`. */
  readonly tierRules: (snapshot: Snapshot) => readonly TierRule[];
  /** What is known of the quota windows of accounts. */
  readonly quotas: Pick<Quotas, "assess">;
  /** The next position for a config and tier, counted up at each call. */
  readonly nextTurn: (key: string) => number;
}

/** The window that counts an account's requests. */
export function accountWindow(accountId: string): string {
  return `account:${accountId}`;
}

export function route(
  asked: Asked,
  caller: Caller,
  snapshot: Snapshot,
  rooms: RouteRooms,
): Result<Plan, Refusal> {
  const tier = tierOf(asked.model, rooms.tierRules(snapshot));
  const chosen = chooseConfig({ caller, tier, snapshot, override: asked.override });
  if (!chosen.ok) return chosen;
  const { config, choices } = chosen.value;
  const { choiceByCandidate, skips } = sift(choices, asked, { ...rooms, caller });
  dropOverage({ choiceByCandidate, skips, overage: overageAccounts(snapshot), rooms });
  const name = config?.strategy ?? fallbackStrategy;
  const inTurn = orderBy(name, {
    candidates: [...choiceByCandidate.keys()],
    choiceOf: (candidate) => choiceByCandidate.get(candidate) as Choice,
    spendOf: rooms.spendOf,
    pressureOf: ({ account, model }) => rooms.quotas.assess(account.id, model).pressure,
    turn: () => rooms.nextTurn(`${config?.id ?? ""}:${tier ?? ""}`),
  });
  const ordered = stayHome(inTurn, asked.home, rooms.rests);
  const preferred = ordered[0];
  if (preferred === undefined) return failed(explainSkips(skips, asked));
  return success({
    tier,
    configId: config?.id ?? null,
    strategy: config === null ? "direct" : isStrategy(name) ? name : fallbackStrategy,
    preferred,
    isAtHome: preferred.account.id === asked.home?.accountId,
    candidates: restingLast(ordered, rooms),
    restMs: new Map(ordered.map((each) => [each, rooms.rests.remaining(each.resting)] as const)),
    skips,
  });
}

function tierOf(model: string, rules: readonly TierRule[]): Tier | null {
  const ruled = matchTierRule(model, rules);
  return ruled === undefined ? detectTier(model) : ruled;
}

/** Setting: names of accounts, by commas, that may spend paid overage beyond their plan. */
const overageSetting = "codegate_overage_accounts";

function overageAccounts({ settings }: Snapshot): ReadonlySet<string> {
  const names = settings.get(overageSetting)?.split(",") ?? [];
  return new Set(names.map((name) => name.trim()));
}

interface OverageInput extends Sifted {
  readonly overage: ReadonlySet<string>;
  readonly rooms: RouteRooms;
}

/** A used-up plan must not turn into a bill that nobody has agreed to. */
function dropOverage({ choiceByCandidate, skips, overage, rooms }: OverageInput): void {
  for (const candidate of choiceByCandidate.keys()) {
    const { account, model } = candidate;
    const { isInOverage, parkedUntil } = rooms.quotas.assess(account.id, model);
    if (!isInOverage || overage.has(account.name)) continue;
    choiceByCandidate.delete(candidate);
    const reason = `would spend paid overage (${overageSetting} does not name it)`;
    const waitMs = parkedUntil === null ? null : Math.max(0, parkedUntil - rooms.now());
    skips.push({ account, kind: "overage", reason, waitMs });
  }
}

interface Sifted {
  readonly choiceByCandidate: Map<Candidate, Choice>;
  readonly skips: Skip[];
}

interface SiftRooms extends RouteRooms {
  readonly caller: Caller;
}

function sift(choices: readonly Choice[], asked: Asked, rooms: SiftRooms): Sifted {
  const choiceByCandidate = new Map<Candidate, Choice>();
  const skips: Skip[] = [];
  const asker = { caller: rooms.caller, client: asked.client };
  for (const choice of choices) {
    const { account } = choice;
    const offer = findOffer(account, asked.dialect);
    const reason =
      checkAccess(account, asker, rooms.now()) ?? whySkip(account, offer !== null, rooms);
    if (reason !== null) skips.push(reason);
    else if (offer !== null) {
      choiceByCandidate.set(candidateOf(choice, offer, asked), choice);
    }
  }
  return { choiceByCandidate, skips };
}

function candidateOf({ account, row }: Choice, offer: Offer, asked: Asked): Candidate {
  const provider = providerOf(account);
  const model = row.targetModel ?? asked.model;
  const family = detectTier(model) ?? model;
  // Servers of one's own share a provider's name, but not its overloads.
  const resting = { accountId: account.id, provider: account.baseUrl ?? provider.id, family };
  return { account, provider, offer, model, resting };
}

/** Null = the account may serve. Checks run from what is fixed to what passes with time. */
function whySkip(account: Account, speaks: boolean, rooms: RouteRooms): Skip | null {
  if (!account.enabled) return skip(account, "disabled", "is switched off");
  if (account.unusableReason !== null) return skip(account, "unusable", account.unusableReason);
  if (!speaks) return skip(account, "dialect", "speaks another API");
  const spent = rooms.spendOf(account.id);
  if (account.monthlyBudget !== null && spent >= account.monthlyBudget) {
    return skip(account, "budget", `has used its monthly budget of $${account.monthlyBudget}`);
  }
  const waitMs = rooms.windows.waitFor(accountWindow(account.id), account.rateLimit);
  if (waitMs > 0) {
    const reason = `is at its limit of ${account.rateLimit} requests a minute`;
    return { account, kind: "rate-limit", reason, waitMs };
  }
  return null;
}

function skip(account: Account, kind: Skip["kind"], reason: string): Skip {
  return { account, kind, reason, waitMs: null };
}

/** Accounts at rest come last, the soonest awake first; before them those of a resting provider. */
function restingLast(
  candidates: readonly Candidate[],
  { rests, quotas, now }: RouteRooms,
): readonly Candidate[] {
  const rank = new Map(
    candidates.map(({ account, model, resting }) => {
      // A window that is full by its own headers would only answer 429.
      const parkedMs = (quotas.assess(account.id, model).parkedUntil ?? 0) - now();
      const own = Math.max(rests.remaining(resting), parkedMs, 0);
      return [resting, { own, provider: rests.providerRemaining(resting) }];
    }),
  );
  return candidates.toSorted((left, right) => {
    const [one, other] = [rank.get(left.resting), rank.get(right.resting)];
    const byOwn = (one?.own ?? 0) - (other?.own ?? 0);
    return byOwn !== 0 ? byOwn : (one?.provider ?? 0) - (other?.provider ?? 0);
  });
}
